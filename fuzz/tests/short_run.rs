//! Replays the corpus, and as many variations of it as take seconds; `LAZY_MMU_VARIATIONS` says another number.
//!
//! These are not chosen by what they reach: that is what `cargo xtask fuzz` does, and the corpus is what it found.

use std::env;

use fuzz::attribute::Verdict;
use fuzz::variations::{corpus, variations};
use fuzz::{attribute, operations};

fn number(otherwise: usize) -> usize {
    env::var("LAZY_MMU_VARIATIONS").map_or(otherwise, |number| number.parse().expect("LAZY_MMU_VARIATIONS is a number"))
}

#[test]
fn any_sequence_of_operations_does_what_the_model_does() {
    let corpus = corpus("operations");
    corpus.iter().for_each(|input| operations::check(input));
    variations(&corpus, number(2_000)).for_each(|input| operations::check(&input));
}

#[test]
fn any_tokens_are_taken_or_refused_and_none_is_lost() {
    let corpus = corpus("attribute");
    let inputs = corpus.iter().cloned().chain(variations(&corpus, number(4_000)));
    let (mut accepted, mut refused) = (0, 0);
    for input in inputs {
        match attribute::check(&input) {
            Some(Verdict::Accepted) => accepted += 1,
            Some(Verdict::Refused) => refused += 1,
            None => {}
        }
    }
    println!("{accepted} were accepted, {refused} refused");
    assert!(accepted > 100 && refused > 100, "{accepted} were accepted, {refused} refused");
}

//! Replays the corpus, and as many variations of it as take seconds; `LAZY_MMU_VARIATIONS` says another number.
//!
//! These are not chosen by what they reach: that is what `cargo xtask fuzz` does, and the corpus is what it found.

use std::env;

use fuzz::attribute::Verdict;
use fuzz::variations::{corpus, variations};
use fuzz::{attribute, operations};

fn number(otherwise: usize) -> usize {
    if cfg!(miri) {
        return MIRI_AT_MOST;
    }
    env::var("LAZY_MMU_VARIATIONS").map_or(otherwise, |number| number.parse().expect("LAZY_MMU_VARIATIONS is a number"))
}

/// The corpus, and `number` variations. Miri takes the first few of each.
fn inputs(target: &str, number: usize) -> impl Iterator<Item = Vec<u8>> {
    let corpus = corpus(target);
    let variations = variations(&corpus, number);
    let replayed = if cfg!(miri) { MIRI_AT_MOST } else { corpus.len() };
    corpus.into_iter().take(replayed).chain(variations)
}

const MIRI_AT_MOST: usize = 2;

#[test]
fn any_sequence_of_operations_does_what_the_model_does() {
    inputs("operations", number(2_000)).for_each(|input| operations::check(&input));
}

#[test]
fn any_tokens_are_taken_or_refused_and_none_is_lost() {
    let (mut accepted, mut refused) = (0, 0);
    for input in inputs("attribute", number(4_000)) {
        match attribute::check(&input) {
            Some(Verdict::Accepted) => accepted += 1,
            Some(Verdict::Refused) => refused += 1,
            None => {}
        }
    }
    println!("{accepted} were accepted, {refused} refused");
    assert!(accepted > 100 && refused > 100 || cfg!(miri), "{accepted} were accepted, {refused} refused");
}

//! Replays the corpus, and as many variations of it as take seconds; `LAZY_MMU_VARIATIONS` says another number.
//!
//! These are not chosen by what they reach: that is what `cargo xtask fuzz` does, and the corpus is what it found.

use fuzz::attribute::Verdict;
use fuzz::variations::{self, variations};
use fuzz::{attribute, corpus, operations};

/// The corpus, and `number` variations or as many as are asked for. Miri takes the first few of each.
fn inputs(target: &str, number: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut corpus = corpus::read(target).unwrap();
    assert!(!corpus.is_empty(), "{} has no entries", corpus::path(target).display());
    corpus.truncate(if cfg!(miri) { MIRI_CORPUS } else { usize::MAX });
    let variations = variations(&corpus, if cfg!(miri) { MIRI_VARIATIONS } else { variations::number(number) });
    corpus.into_iter().chain(variations)
}

const MIRI_CORPUS: usize = 4;
/// One of random bytes, and one of the corpus.
const MIRI_VARIATIONS: usize = 2;

#[test]
fn any_sequence_of_operations_does_what_the_model_does() {
    inputs("operations", 2_000).for_each(|input| operations::check(&input));
}

#[test]
fn any_tokens_are_taken_or_refused_and_none_is_lost() {
    let (mut accepted, mut refused) = (0, 0);
    for input in inputs("attribute", 4_000) {
        match attribute::check(&input) {
            Some(Verdict::Accepted) => accepted += 1,
            Some(Verdict::Refused) => refused += 1,
            None => {}
        }
    }
    println!("{accepted} were accepted, {refused} refused");
    assert!(accepted > 100 && refused > 100 || cfg!(miri), "{accepted} were accepted, {refused} refused");
}

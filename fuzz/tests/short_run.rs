//! Replays the corpus, and as many variations of it as take seconds; `LAZY_MMU_VARIATIONS` sets
//! another number.
//!
//! Variations are not chosen by the code that they reach. `cargo xtask fuzz` chooses so, and the
//! corpus is its result.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use fuzz::attribute::Verdict;
use fuzz::variations::{self, variations};
use fuzz::{attribute, corpus, operations};

/// Checks the corpus, and `number` variations or as many as `LAZY_MMU_VARIATIONS` says. Miri takes
/// the first few of each. If a check panics, the input is printed too.
fn replay(target: &str, number: usize, mut check: impl FnMut(&[u8])) {
    let corpus = corpus::read(target, if cfg!(miri) { MIRI_CORPUS } else { usize::MAX }).unwrap();
    assert!(!corpus.is_empty(), "{} has no entries", corpus::path(target).display());
    let variations =
        variations(&corpus, if cfg!(miri) { MIRI_VARIATIONS } else { variations::number(number) });
    let entries =
        (1..).map(|number| format!("entry {number} of {}", corpus::path(target).display()));
    let varied = (1..).map(|number| format!("variation {number}"));
    for (name, input) in entries.zip(corpus).chain(varied.zip(variations)) {
        // Nothing uses again what the panic left half done.
        if let Err(why) = catch_unwind(AssertUnwindSafe(|| check(&input))) {
            eprintln!("{name} fails: {input:02x?}");
            resume_unwind(why);
        }
    }
}

const MIRI_CORPUS: usize = 4;
/// In Miri, one variation of random bytes and one of the corpus.
const MIRI_VARIATIONS: usize = 2;

#[test]
fn any_sequence_of_operations_does_what_the_model_does() {
    replay("operations", 2_000, operations::check);
}

#[test]
fn any_tokens_are_accepted_or_refused_and_none_is_lost() {
    let (mut accepted, mut refused) = (0, 0);
    replay("attribute", 4_000, |input| match attribute::check(input) {
        Some(Verdict::Accepted) => accepted += 1,
        Some(Verdict::Refused) => refused += 1,
        None => {}
    });
    println!("{accepted} were accepted, {refused} refused");
    assert!(
        accepted > 100 && refused > 100 || cfg!(miri),
        "{accepted} were accepted, {refused} refused"
    );
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! The claims about page tables: what an access finds after the call that changed its page.

use lazy_mmu_core::{LazyMmuGuard, flush};

use super::outcome::{Outcome, Problem, Stop, check};
use super::subject::{Scratch, Subject};
use crate::{
    Level, change_pte, replace_pte, replace_ptes_deferred, set_pte, set_ptes, set_table, tlb,
};

/// The words that the suite writes to its frames.
const WORDS: [u64; 2] = [0x1a2b_3c4d_0000_0001, 0x1a2b_3c4d_0000_0002];

pub(super) fn eager<S: Subject>() -> Outcome {
    let scratch = S::scratch();
    set_pte::<S::Mode>(&scratch.entries[0], scratch.leaves[0]);
    const AFTER: &str = "`set_pte`, outside sections";
    write::<S>(AFTER, "the page", scratch.page(0), WORDS[0])?;
    read::<S>(AFTER, scratch.page(0), Some(WORDS[0]))
}

pub(super) fn flushed<S: Subject>() -> Outcome {
    let scratch = with_words::<S>()?;
    let _section = LazyMmuGuard::<S::Mode>::enable();
    set_pte::<S::Mode>(&scratch.entries[2], scratch.leaves[0]);
    flush::<S::Mode>();
    read::<S>("`set_pte` and `flush`, in a section", scratch.page(2), Some(WORDS[0]))
}

pub(super) fn run_of_pages<S: Subject>() -> Outcome {
    const AFTER: &str = "a section with `set_ptes`";
    let scratch = with_words::<S>()?;
    let section = LazyMmuGuard::<S::Mode>::enable();
    set_ptes::<S::Mode>(&scratch.entries[2..], scratch.leaves[0], scratch.page_size);
    drop(section);
    read::<S>(AFTER, scratch.page(2), Some(WORDS[0]))?;
    read::<S>(AFTER, scratch.page(3), Some(WORDS[1]))
}

/// Calls it in a section, which doesn't defer it.
pub(super) fn removed<S: Subject>() -> Outcome {
    let scratch = with_words::<S>()?;
    let _section = LazyMmuGuard::<S::Mode>::enable();
    change_pte(&scratch.entries[0], 0);
    tlb::invalidate::<S::Regime>(scratch.page(0), 1, scratch.page_size);
    read::<S>("`change_pte` and `tlb::invalidate`, in a section", scratch.page(0), None)
}

pub(super) fn protected<S: Subject>() -> Outcome {
    let scratch = with_words::<S>()?;
    let _section = LazyMmuGuard::<S::Mode>::enable();
    change_pte(&scratch.entries[0], scratch.read_only);
    tlb::invalidate::<S::Regime>(scratch.page(0), 1, scratch.page_size);
    const AFTER: &str = "`change_pte` and `tlb::invalidate`, in a section";
    let written = S::write(scratch.page(0), 0);
    check(AFTER, !written, || Problem::Written { page: "the page", expected: false })?;
    read::<S>(AFTER, scratch.page(0), Some(WORDS[0]))
}

/// Calls it in a section, which doesn't defer it.
pub(super) fn replaced<S: Subject>() -> Outcome {
    let scratch = with_words::<S>()?;
    let _section = LazyMmuGuard::<S::Mode>::enable();
    replace_pte::<S::Regime>(
        &scratch.entries[0],
        scratch.leaves[1],
        scratch.page(0),
        scratch.page_size,
    );
    read::<S>("`replace_pte`, in a section", scratch.page(0), Some(WORDS[1]))
}

/// Swaps two frames.
pub(super) fn replaced_deferred<S: Subject>() -> Outcome {
    const AFTER: &str = "a section with `replace_ptes_deferred`";
    let scratch = with_words::<S>()?;
    let section = LazyMmuGuard::<S::Mode>::enable();
    let pair = &scratch.entries[..2];
    let other = |index, _| scratch.leaves[1 - index];
    replace_ptes_deferred::<S::Mode, S::Regime>(pair, scratch.page(0), scratch.page_size, other);
    drop(section);
    read::<S>(AFTER, scratch.page(0), Some(WORDS[1]))?;
    read::<S>(AFTER, scratch.page(1), Some(WORDS[0]))
}

pub(super) fn linked<S: Subject>() -> Outcome {
    let scratch = with_words::<S>()?;
    let Some(link) = scratch.link else {
        return Err(Stop::Skipped("the subject has no table to link"));
    };
    let section = LazyMmuGuard::<S::Mode>::enable();
    set_pte::<S::Mode>(link.first, scratch.leaves[0]);
    set_table::<S::Mode>(Level::Two, link.entry, link.descriptor);
    drop(section);
    read::<S>("a section with `set_table`", link.address, Some(WORDS[0]))?;
    change_pte(link.entry, 0);
    tlb::invalidate_walk::<S::Regime>(link.address, 1, scratch.page_size);
    read::<S>("`change_pte` of the table and `tlb::invalidate_walk`", link.address, None)
}

/// Maps the first two pages to the two frames, and writes their words.
fn with_words<S: Subject>() -> Result<Scratch, Stop> {
    let scratch = S::scratch();
    for (index, word) in WORDS.into_iter().enumerate() {
        set_pte::<S::Mode>(&scratch.entries[index], scratch.leaves[index]);
        write::<S>("`set_pte`, outside sections", "the page", scratch.page(index), word)?;
    }
    Ok(scratch)
}

fn read<S: Subject>(after: &'static str, address: u64, expected: Option<u64>) -> Outcome {
    let found = S::read(address);
    check(after, found == expected, || Problem::Read { expected, found })
}

fn write<S: Subject>(after: &'static str, page: &'static str, address: u64, word: u64) -> Outcome {
    let written = S::write(address, word);
    check(after, written, || Problem::Written { page, expected: true })
}

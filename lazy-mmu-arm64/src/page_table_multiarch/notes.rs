//! [`Notes`]: what a context has changed in page tables and not flushed yet.

use core::fmt;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// The changes whose flush has not come.
const COUNT: u32 = RESET - 1;
/// Flushes may come that the count does not know of: it went to zero at once, and another cursor may have had changes in it. Such a flush
/// takes the place of one that is counted, so the last one with a live change is of everything. The next bit above the count, which says
/// the same should it overflow.
const RESET: u32 = 1 << 29;
/// A table was freed.
const FREED: u32 = 1 << 30;
/// A present entry was changed.
const LIVE: u32 = 1 << 31;

/// So many flushes a cursor asks for address by address; beyond, it asks for one of everything. (`SMALL_FLUSH_THRESHOLD`)
const MOST_ADDRESSES: u32 = 32;

/// What the current task has changed in its page tables and not flushed yet. Put it beside the task's slot.
///
/// Its task is the only one to write it, and in a handler it is not asked for. So the loads and stores are plain ones, as the slot's.
#[derive(Default)]
pub struct Notes {
    word: AtomicU32,
}

/// What a flush has to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Due {
    /// Entries became valid: a barrier pair, which may be owed.
    Pair,
    /// Present entries changed, or who knows: the invalidation that the flush is about.
    Invalidation,
    /// A table was freed: everything, whatever the flush is about.
    Everything,
}

impl Notes {
    /// Nothing is outstanding.
    pub const fn new() -> Self {
        Self { word: AtomicU32::new(0) }
    }

    /// Every change was flushed. A cursor that lives, or was forgotten, may have some that are not.
    pub fn is_flushed(&self) -> bool {
        self.word() & !RESET == 0
    }

    /// An entry that was not present is made so, or was left out; a flush will follow.
    pub(super) fn fresh(&self) {
        self.set(self.word().wrapping_add(1));
    }

    /// A present entry is changed or cleared; a flush will follow.
    pub(super) fn live(&self) {
        self.also_live();
        self.fresh();
    }

    /// A present entry is changed, for which another call announces the flush.
    pub(super) fn also_live(&self) {
        self.set(self.word() | LIVE);
    }

    /// The frame of a table is freed.
    pub(super) fn freed(&self) {
        self.set(self.word() | FREED);
    }

    /// The flush of one address. Which of the changes it is about is not known, so that as long as one with a live change is to come, each
    /// invalidates.
    pub(super) fn flush_one(&self) -> Due {
        let word = self.word();
        let outstanding = word & COUNT;
        let last_live = outstanding <= 1 && word & LIVE != 0;
        if word & FREED != 0 || (last_live && word & RESET != 0) {
            self.set(RESET);
            return Due::Everything;
        }
        self.set(if outstanding > 1 { word - 1 } else { word & RESET });
        if word & LIVE != 0 || outstanding == 0 { Due::Invalidation } else { Due::Pair }
    }

    /// The flush of everything. If tables are copied too, it may be about that. After an invalidation of everything nothing is outstanding,
    /// and neither is after the pair: it was about all of the changes.
    pub(super) fn flush_all(&self, copies: bool) -> Due {
        let word = self.word();
        self.set(RESET);
        if word & (LIVE | FREED) == 0 && word & COUNT > MOST_ADDRESSES && !copies { Due::Pair } else { Due::Everything }
    }

    fn word(&self) -> u32 {
        self.word.load(Relaxed)
    }

    fn set(&self, word: u32) {
        self.word.store(word, Relaxed);
    }
}

impl fmt::Debug for Notes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.word();
        f.debug_struct("Notes")
            .field("outstanding", &(word & COUNT))
            .field("live", &(word & LIVE != 0))
            .field("freed", &(word & FREED != 0))
            .finish()
    }
}

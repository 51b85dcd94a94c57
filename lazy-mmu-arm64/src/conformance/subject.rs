// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Subject`]: the port that the suite is run on, and the page tables that it lends.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::{Arm64Mode, Regime, change_pte, tlb};

/// What the suite asks of the port that it is run on.
pub trait Subject: Sized + 'static {
    /// The port's mode: its platform.
    type Mode: Arm64Mode;

    /// The regime of its tables.
    type Regime: Regime;

    /// The addresses, entries and frames that the suite may use. The same in each call.
    fn scratch() -> Scratch;

    /// Reads the word at `address`, or returns `None` if the access faults and the kernel's handler
    /// does not have it retried.
    fn read(address: u64) -> Option<u64>;

    /// Writes the word at `address`. `false` if the access faults and is not retried.
    fn write(address: u64, value: u64) -> bool;

    /// As [`Subject::read`], and runs `meanwhile` between the fault and the kernel's handler, as
    /// another CPU may. `None`, the provided answer: the kernel has no place for that.
    fn read_with(address: u64, meanwhile: fn()) -> Option<Option<u64>> {
        let _ = (address, meanwhile);
        None
    }

    /// Runs `f` and gives `see` every instruction that it executes, in order; instructions around
    /// it may be among them, as long as they are no barriers and no invalidations. A single-step
    /// exception does that. `false`, the provided answer, without running `f`: the kernel cannot
    /// step. `f` takes no lock and stores exclusively nowhere.
    fn step(f: fn(), see: fn(instruction: u32)) -> bool {
        let _ = (f, see);
        false
    }
}

/// What a port lends to the suite. Nobody else uses any of it, and nothing of it is mapped when the
/// suite begins and when it ends.
#[derive(Clone, Copy, Debug)]
pub struct Scratch {
    /// The address of the first page; the others follow.
    pub address: u64,
    /// What a page is, in bytes.
    pub page_size: u64,
    /// The entries of four pages, which follow each other in one table of level 3.
    pub entries: &'static [AtomicU64; 4],
    /// A descriptor of a page that can be read and written, for each of two frames. The second
    /// frame follows the first one.
    pub leaves: [u64; 2],
    /// The first one's, read-only.
    pub read_only: u64,
    /// A second table, to be linked, if there is one.
    pub link: Option<Link>,
}

/// A table of level 3 that the suite links and unlinks.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The entry of level 2.
    pub entry: &'static AtomicU64,
    /// The descriptor that links the table.
    pub descriptor: u64,
    /// The table's first entry.
    pub first: &'static AtomicU64,
    /// The address that its page has.
    pub address: u64,
}

impl Scratch {
    /// The address of a page.
    pub(super) fn page(&self, index: usize) -> u64 {
        self.address + index as u64 * self.page_size
    }

    /// Nothing is mapped.
    pub(super) fn clear<R: Regime>(&self) {
        self.entries
            .iter()
            .filter(|entry| entry.load(Relaxed) != 0)
            .for_each(|entry| change_pte(entry, 0));
        tlb::invalidate::<R>(self.address, self.entries.len(), self.page_size);
        if let Some(Link { entry, first, address, .. }) = self.link {
            change_pte(entry, 0);
            change_pte(first, 0);
            tlb::invalidate_walk::<R>(address, 1, self.page_size);
        }
    }
}

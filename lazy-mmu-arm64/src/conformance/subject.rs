// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Subject`]: the port under test; and [`Scratch`], the page tables that the suite may use.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::{Arm64Mode, Regime, change_pte, tlb};

/// The port under test, as the suite sees it.
pub trait Subject: Sized + 'static {
    /// The port's mode: its platform.
    type Mode: Arm64Mode;

    /// The regime of the port's tables.
    type Regime: Regime;

    /// Returns the addresses, entries and frames that the suite may use, the same in each call.
    fn scratch() -> Scratch;

    /// Reads the word at `address`, or returns `None` if the access faults and the kernel's handler
    /// doesn't retry it.
    fn read(address: u64) -> Option<u64>;

    /// Writes the word at `address`. Returns `false` if the access faults and isn't retried.
    fn write(address: u64, value: u64) -> bool;

    /// Reads as [`Subject::read`] does, and runs `meanwhile` between the fault and the kernel's
    /// handler, as another CPU may.
    ///
    /// The provided function returns `None`: the kernel has no place for that.
    fn read_with(address: u64, meanwhile: fn()) -> Option<Option<u64>> {
        let _ = (address, meanwhile);
        None
    }

    /// Runs `f` and gives `see` every instruction that it executes, in order.
    ///
    /// A single-step exception can do that. Instructions around `f` may be among them, as long as
    /// they are no barriers and no invalidations. `f` takes no lock, and executes no exclusive
    /// store. The provided function returns `false` without running `f`: the kernel can't step.
    fn step(f: fn(), see: fn(instruction: u32)) -> bool {
        let _ = (f, see);
        false
    }
}

/// The pages, entries and frames that the suite may use.
///
/// Nobody else may use any of them, and none may be mapped when the suite begins. None is mapped
/// when it ends.
#[derive(Clone, Copy, Debug)]
pub struct Scratch {
    /// The address of the first of four pages; the others follow.
    pub address: u64,
    /// The size of a page in bytes.
    pub page_size: u64,
    /// The entries of the four pages, which follow each other in one table of level 3.
    pub entries: &'static [AtomicU64; 4],
    /// The descriptors of a page that can be read and written, for two frames. The second frame
    /// follows the first one.
    pub leaves: [u64; 2],
    /// The descriptor of a read-only page, for the first frame.
    pub read_only: u64,
    /// A second table, which the suite links, if there is one.
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
    /// The address that the first entry maps.
    pub address: u64,
}

impl Scratch {
    /// Returns the address of a page.
    pub(super) fn page(&self, index: usize) -> u64 {
        self.address + index as u64 * self.page_size
    }

    /// Unmaps everything.
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

// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Changes`]: the changes of a table's cursors that aren't flushed yet.

use core::mem::take;

use crate::{Arm64Backend, Arm64Mode, Regime, queue_pte_barriers, tlb};

/// The most addresses that are invalidated one by one; beyond, everything is. The crate has the
/// same bound.
const MOST: usize = 32;

pub(super) struct Changes {
    /// Whether entries that were invalid are stored.
    fresh: bool,
    /// The number of present entries that were changed or cleared; [`MOST`] and one for any beyond.
    live: usize,
    /// The addresses that the first of those map.
    addresses: [u64; MOST],
}

impl Changes {
    pub(super) const fn new() -> Self {
        Self { fresh: false, live: 0, addresses: [0; MOST] }
    }

    /// Notes that an entry that was invalid is stored.
    pub(super) fn fresh(&mut self) {
        self.fresh = true;
    }

    /// Notes that the present entry for this address was changed or cleared.
    pub(super) fn live(&mut self, address: u64) {
        if let Some(free) = self.addresses.get_mut(self.live) {
            *free = address;
            self.live += 1;
        } else {
            self.all_live();
        }
    }

    /// Notes too many or unknown changes: the next flush invalidates everything.
    pub(super) fn all_live(&mut self) {
        self.live = MOST + 1;
    }

    /// Returns whether a present entry was changed.
    pub(super) fn any_live(&self) -> bool {
        self.live > 0
    }

    /// Issues what the changes need, or defers it if all are fresh.
    ///
    /// An invalidation contains the barriers of fresh entries too. Tables that no walker is on need
    /// nothing.
    pub(super) fn settle<M: Arm64Mode, R: Regime>(&mut self) {
        let fresh = take(&mut self.fresh);
        // A case of its own, because every cursor that maps takes it.
        if !self.any_live() {
            if M::Backend::WALKED && fresh {
                queue_pte_barriers::<M>();
            }
            return;
        }
        match self.addresses.get(..take(&mut self.live)) {
            _ if !M::Backend::WALKED => {}
            Some(addresses) => tlb::invalidate_each::<R>(addresses.iter().copied(), 4096),
            None => tlb::invalidate_all::<R>(),
        }
    }
}

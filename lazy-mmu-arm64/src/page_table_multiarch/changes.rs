// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Changes`]: what the cursors of a table have changed and not flushed yet.

use core::mem::take;

use crate::{Arm64Backend, Arm64Mode, Regime, queue_pte_barriers, tlb};

/// So many addresses are invalidated one by one; beyond, everything is. The crate has the same
/// bound.
const MOST: usize = 32;

pub(super) struct Changes {
    /// Entries that were invalid are not so any more.
    fresh: bool,
    /// How many present entries were changed or cleared; [`MOST`] and one for any number beyond.
    live: usize,
    /// What the first of those map.
    addresses: [u64; MOST],
}

impl Changes {
    pub(super) const fn new() -> Self {
        Self { fresh: false, live: 0, addresses: [0; MOST] }
    }

    /// An entry that was invalid is stored.
    pub(super) fn fresh(&mut self) {
        self.fresh = true;
    }

    /// The present entry for this address was changed or cleared.
    pub(super) fn live(&mut self, address: u64) {
        if let Some(free) = self.addresses.get_mut(self.live) {
            *free = address;
            self.live += 1;
        } else {
            self.all_live();
        }
    }

    /// Too many or unknown changes: everything is invalidated.
    pub(super) fn all_live(&mut self) {
        self.live = MOST + 1;
    }

    /// Whether a present entry was changed.
    pub(super) fn any_live(&self) -> bool {
        self.live > 0
    }

    /// Settles all of them: fresh entries may be deferred, live ones never are, and an invalidation
    /// has the barriers of both in it. On a table that is not walked there is nothing to do.
    pub(super) fn settle<M: Arm64Mode, R: Regime>(&mut self) {
        let fresh = take(&mut self.fresh);
        // Alone, as it is what every cursor that maps has.
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

// SPDX-License-Identifier: MIT OR Apache-2.0
//! Invalidation on this CPU alone, where no other CPU can hold an old translation.
//!
//! Each function is `dsb ishst; tlbi …; dsb nsh; isb`. The first barrier is the one of the
//! broadcast forms, not `dsb nshst`: other CPUs may walk to the entries later, and with the ISB it
//! is the pair that a section has deferred. No erratum needs a repeat here: a CPU's own DSB
//! completes its own writes.
//!
//! # When it is sound
//!
//! Any CPU may walk the tables that it has loaded, speculatively and at any time, whether its code
//! *uses* an address or not. So a local form is right only in these cases:
//!
//! * **Boot.** No other CPU walks these tables yet. Each one that comes up later calls
//!   [`invalidate_all`] before it relies on its MMU.
//! * **Tables of one CPU.** No other CPU has loaded them, or the TTBR0 and ASID that lead to them,
//!   since the entry became valid.
//! * **An address for each CPU in shared tables** (a fixmap), if all of these hold:
//!   * Another CPU uses the address only after a local invalidation of its own.
//!   * The code that uses the address stays on its CPU from the store to the last use.
//!   * The old and the new mapping agree in memory type, size and contiguous bit.
//!   * The frame behind it is not given to something that a speculative read hurts.
//! * **Wider permissions**, where other CPUs take a spurious fault, invalidate there, and try
//!   again.
//!
//! A local form is never right for unmapping before a frame is freed, for narrower permissions, for
//! another output address, or for a table that is freed.
//!
//! The caller must stay on its CPU from the store to the end of the call. In a guest of KVM these
//! are no cheaper than the broadcast forms, because KVM turns them into those. On a CPU that shares
//! entries with others by TTBRx.CnP, they reach what this CPU could use. NVIDIA Carmel and
//! HiSilicon HIP09 don't even do that, so leave CnP clear there.

use super::sequence::{Local, everything, one};
use crate::rules::Regime;

/// Invalidates `count` live leaves that were changed or cleared; the first one maps `address`.
///
/// `size` is the number of bytes that one descriptor maps.
///
/// # Panics
///
/// As [`tlb::invalidate`](super::invalidate). Everything on this CPU is invalidated then.
#[track_caller]
pub fn invalidate<R: Regime>(address: u64, count: usize, size: u64) {
    one::<Local<R>, false>(0, address, count, size);
}

/// Invalidates leaves and the walk to them, for a table that only this CPU has walked.
///
/// A `count` of 0 stands for an empty table.
///
/// # Panics
///
/// As [`invalidate`].
#[track_caller]
pub fn invalidate_walk<R: Regime>(address: u64, count: usize, size: u64) {
    one::<Local<R>, true>(0, address, count, size);
}

/// Invalidates everything that this CPU has cached of the regime.
pub fn invalidate_all<R: Regime>() {
    everything::<Local<R>>();
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Arm64`]: the hooks of the mode on arm64.

use core::marker::PhantomData;

use lazy_mmu_core::Arch;

use crate::{El1, Regime, emit_pte_barriers};

/// The backend of arm64, for a translation [`Regime`]: a platform's `type Arch`.
///
/// All that it defers is one bit, "a barrier pair", which the slot keeps. Entering does nothing.
/// Flushing and leaving emit the pair if it is deferred. The hooks may run with the slot of a task
/// that isn't running: they don't look at the current slot.
///
/// `Arm64` is `Arm64<El1>`. A hypervisor at EL2 writes [`Arm64<El2>`](crate::El2).
#[derive(Debug)]
pub struct Arm64<R: Regime = El1>(PhantomData<R>);

impl<R: Regime> Arch for Arm64<R> {
    type Local = ();

    const DEFERS_BY_BIT: bool = true;

    #[inline(always)]
    fn flush((): &()) {
        emit_pte_barriers();
    }

    /// Returns `true`: nothing is deferred beside the slot's bit, which
    /// [`Slot::is_settled`](lazy_mmu_core::Slot::is_settled) tells.
    #[inline(always)]
    fn is_settled((): &()) -> bool {
        true
    }
}

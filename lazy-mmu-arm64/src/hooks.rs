// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Arm64`]: the hooks of the mode on arm64.

use core::marker::PhantomData;

use lazy_mmu_core::Arch;

use crate::{El1, Regime, emit_pte_barriers};

/// The architecture arm64, for a translation [`Regime`]. A platform's `type Arch`.
///
/// All that it defers is one bit, "a barrier pair", which the slot keeps. Entering does nothing;
/// flushing and leaving emit the pair if it is deferred. The hooks may run with the slot of a task
/// that does not run; they do not look at the current one.
#[derive(Debug)]
pub struct Arm64<R: Regime = El1>(PhantomData<R>);

impl<R: Regime> Arch for Arm64<R> {
    type Local = ();

    const DEFERS_BY_BIT: bool = true;

    #[inline(always)]
    fn flush((): &()) {
        emit_pte_barriers();
    }

    /// The slot's bit tells, see [`Slot::is_settled`](lazy_mmu_core::Slot::is_settled); nothing is
    /// deferred beside it.
    #[inline(always)]
    fn is_settled((): &()) -> bool {
        true
    }
}

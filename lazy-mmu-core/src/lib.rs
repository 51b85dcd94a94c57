#![doc = include_str!("../README.md")]
#![no_std]
#![deny(unsafe_code)]

mod arch;
mod assertions;
pub mod conformance;
mod global;
mod guard;
mod mode;
mod platform;
pub mod raw;
mod report;
mod slot;
mod trace;

pub use arch::Arch;
pub use global::{__private, Global};
pub use guard::{LazyMmuGuard, OwingGuard, PauseGuard, Settle, Unsettled, paused, section, section_owing, section_settled};
#[cfg(feature = "macros")]
pub use lazy_mmu_macros::lazy_mmu;
pub use mode::{Mode, NoLazyMmu};
pub use platform::Platform;
pub use report::{Counts, Violation, ViolationKind};
pub use slot::{InterruptGuard, Slot};
pub use trace::{Call, Event, Hook};

use mode::sealed::Key;

/// Whether a store would be owed now: in a section, not paused, not in interrupt context.
#[inline]
pub fn is_active<M: Mode>() -> bool {
    M::is_active(Key(()))
}

/// Pays what is owed, and stays in the mode.
///
/// Does nothing outside a section, in a pause or in interrupt context: there nothing is owed, or what is owed is the interrupted task's.
/// Page-table accesses do not move across it in the compiler; between CPUs it orders what the architecture's `flush` does.
#[inline]
pub fn flush<M: Mode>() {
    M::flush(Key(()));
}

/// For architecture crates: asks to pay later for a store that was just made.
///
/// `true`: it is owed, and the hook that pays will run. `false`: pay now. Always `false` on an architecture that does not
/// [owe by bit](Arch::OWES_BY_BIT), outside a section, in a pause, in interrupt context and on [`NoLazyMmu`].
#[inline(always)]
#[must_use = "where this is `false` nothing is owed: pay for the store now"]
pub fn owe<M: Mode>() -> bool {
    M::owe(Key(()))
}

/// For architecture crates that queue: calls `f` with the slot's [`Arch::Local`] if a store made now would be deferred. The platform is
/// pinned meanwhile. `None`: the mode is not active here, so act now. `f` begins and ends no section and no pause.
///
/// There is no such call for [`Global`], whose architecture is not known before it is linked.
#[inline(always)]
pub fn with_active<P: Platform, R>(f: impl FnOnce(&<P::Arch as Arch>::Local) -> R) -> Option<R> {
    mode::in_task::<P, _>(None, |slot| slot.is_active_here().then(|| f(slot.local())))
}

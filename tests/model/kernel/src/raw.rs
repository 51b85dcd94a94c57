//! The raw calls and the bare announcements of handlers, paired or not: they act on the test's own
//! slots.

use lazy_mmu_core::{Arch, Platform, Slot, raw};

/// Calls [`raw::enable`].
pub fn raw_enable<K: Platform>() {
    // SAFETY: the call acts on the test's own slot, so it breaks nobody else's pairing.
    unsafe { raw::enable::<K>() }
}

/// Calls [`raw::disable`].
pub fn raw_disable<K: Platform>() {
    // SAFETY: as above.
    unsafe { raw::disable::<K>() }
}

/// Calls [`raw::pause`].
pub fn raw_pause<K: Platform>() {
    // SAFETY: as above.
    unsafe { raw::pause::<K>() }
}

/// Calls [`raw::resume`].
pub fn raw_resume<K: Platform>() {
    // SAFETY: as above.
    unsafe { raw::resume::<K>() }
}

/// Calls [`Slot::irq_enter`].
pub fn irq_enter<A: Arch>(slot: &Slot<A>) {
    // SAFETY: as above.
    unsafe { slot.irq_enter() }
}

/// Calls [`Slot::irq_exit`].
pub fn irq_exit<A: Arch>(slot: &Slot<A>) {
    // SAFETY: as above.
    unsafe { slot.irq_exit() }
}

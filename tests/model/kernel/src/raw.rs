//! The raw calls and the bare announcements of handlers, in pair or not: what they do is done to
//! slots of a test's own.

use lazy_mmu_core::{Arch, Platform, Slot, raw};

/// [`raw::enable`].
pub fn raw_enable<K: Platform>() {
    // SAFETY: what it pairs with, or does not, is on a slot of the test's own.
    unsafe { raw::enable::<K>() }
}

/// [`raw::disable`].
pub fn raw_disable<K: Platform>() {
    // SAFETY: as above.
    unsafe { raw::disable::<K>() }
}

/// [`raw::pause`].
pub fn raw_pause<K: Platform>() {
    // SAFETY: as above.
    unsafe { raw::pause::<K>() }
}

/// [`raw::resume`].
pub fn raw_resume<K: Platform>() {
    // SAFETY: as above.
    unsafe { raw::resume::<K>() }
}

/// [`Slot::irq_enter`].
pub fn irq_enter<A: Arch>(slot: &Slot<A>) {
    // SAFETY: as above.
    unsafe { slot.irq_enter() }
}

/// [`Slot::irq_exit`].
pub fn irq_exit<A: Arch>(slot: &Slot<A>) {
    // SAFETY: as above.
    unsafe { slot.irq_exit() }
}

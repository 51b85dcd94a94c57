//! One CPU or two, the contexts on it, each with a slot, and whether they are at rest.

use lazy_mmu_core::{Counts, Platform};
use model_kernel::kernel::Kernel;
use model_kernel::noting::Noting;
use model_kernel::platform::Recording;
use model_kernel::slots::{SLOTS, at};
use model_kernel::stepping::Stepping;

/// A backend that keeps nothing beside the slot.
pub type OneBit = Noting<true>;
/// A slot per task, without pins.
pub type PerTask = Recording<OneBit, Stepping<false>>;
/// A slot per CPU, pinned by switching preemption off.
pub type PerCpu = Recording<OneBit, Stepping<true>>;

/// Returns whether all slots are outside of any section with nothing deferred. Then makes the slots
/// as new, and clears the record.
pub fn renew<P: Platform<Arch = OneBit>>() -> bool {
    Kernel::move_to(0);
    let mut all_rest = true;
    for slot in (0..SLOTS).map(at::<OneBit>) {
        all_rest &= slot.counts() == Counts::default() && slot.is_settled() && !slot.in_interrupt();
        slot.retire::<P>();
    }
    Kernel::forget_interrupts();
    Kernel::with_seen(|_| ());
    all_rest
}

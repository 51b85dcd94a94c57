//! One CPU, or two: contexts of it, each with a slot, and how they come to rest.

use lazy_mmu_core::{Counts, Platform};
use model_kernel::kernel::Kernel;
use model_kernel::noting::Noting;
use model_kernel::platform::Recording;
use model_kernel::slots::{SLOTS, at};
use model_kernel::stepping::Stepping;

/// Nothing but the slot knows of the mode.
pub type OneBit = Noting<true>;
/// Slots that count no pins: a task's.
pub type PerTask = Recording<OneBit, Stepping<false>>;
/// Slots that are kept by preemption being off: a CPU's.
pub type PerCpu = Recording<OneBit, Stepping<true>>;

/// Whether all slots are outside of any section and owe nothing. They are as new behind it, and
/// nothing is on record.
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

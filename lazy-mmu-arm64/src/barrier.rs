//! The barrier pair, now or later.

use lazy_mmu_core::defer;

use crate::{Arm64Mode, cpu};

/// Makes every earlier page-table store of this CPU take effect: `dsb ishst; isb`.
///
/// For stores through atomics, volatile accesses or raw pointers. One through `&mut` may be moved below it: that tells the compiler that
/// nobody else looks at the entry, and the MMU is somebody.
///
/// The DSB completes the stores for the table walkers of the inner-shareable domain; the ISB drops a "no translation" that this CPU has
/// speculated meanwhile. Another CPU needs a context synchronisation of its own, or [`settle_fault`](crate::settle_fault). With
/// FEAT_ETS2 the ISB is not needed for data accesses; nothing here builds on that. (Arm Architecture Reference Manual for A-profile, on
/// the ordering of stores to translation tables; in Linux, `__set_pte_complete` and what commit d0b7a302d58a says of the ISB.)
#[inline(always)]
pub fn emit_pte_barriers() {
    cpu::dsb_ishst_isb();
}

/// Owes the pair if a section is active, else emits it now. Called after a store that makes an entry valid, by code that has stores of
/// its own; the setters of this crate call it where it belongs. (Linux: the function of that name.)
#[inline(always)]
pub fn queue_pte_barriers<M: Arm64Mode>() {
    if !defer::<M>() {
        emit_pte_barriers();
    }
}

/// For the kernel's context switch, always, after the old task's last store and before any other CPU may run it: `dsb ish`.
///
/// What a task owes travels with it in its slot. The DSB that it then executes on another CPU does not wait for the stores of this one;
/// this does. (Linux: `__switch_to`.)
///
/// The CPU that the task goes on on may have speculated "no translation" for what the task has settled elsewhere. The exception return by
/// which most kernels get there drops that, as an `isb` does; [`settle_fault`](crate::settle_fault) survives it.
#[inline(always)]
pub fn switch_out() {
    cpu::dsb_ish();
}

//! The barrier pair, now or later.

use lazy_mmu_core::{Mode, owe};

use crate::cpu;
use crate::rules::Rules;

/// Makes every earlier page-table store of this CPU take effect: `dsb ishst; isb`.
///
/// The DSB completes the stores for the table walkers of the inner-shareable domain; the ISB drops a "no translation" that this CPU has
/// speculated meanwhile. Another CPU needs a context synchronisation of its own, or [`settle_fault`](crate::settle_fault). With
/// FEAT_ETS2 the ISB is not needed for data accesses; nothing here builds on that. (Arm Architecture Reference Manual, D8.16 and B2.3,
/// on the ordering of explicit stores and translation table walks.)
#[inline(always)]
pub fn emit_pte_barriers() {
    cpu::dsb_ishst_isb();
}

/// Owes the pair if a section is active, else emits it now. Called after a store that makes an entry valid, by code that has stores of
/// its own; the setters of this crate call it where it belongs.
#[inline(always)]
pub fn queue_pte_barriers<M: Mode<Backend: Rules>>() {
    if !owe::<M>() {
        emit_pte_barriers();
    }
}

/// For the kernel's context switch, always, after the old task's last store and before any other CPU may run it: `dsb ish`.
///
/// What a task owes travels with it in its slot. The DSB that it then executes on another CPU does not wait for the stores of this one;
/// this does.
#[inline(always)]
pub fn switch_out() {
    cpu::dsb_ish();
}

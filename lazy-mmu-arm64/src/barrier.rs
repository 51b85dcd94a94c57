// SPDX-License-Identifier: MIT OR Apache-2.0
//! The barrier pair, now or later; and the barriers of two moments that no section knows of.

use lazy_mmu_core::defer_or_else;

use crate::{Arm64Mode, cpu};

/// Makes every earlier page-table store of this CPU take effect: `dsb ishst; isb`.
///
/// For stores through atomics, volatile accesses or raw pointers. One through `&mut` may be moved
/// below it: that tells the compiler that nobody else looks at the entry, and the MMU does.
/// [`entry_mut`](crate::entry_mut) makes an entry of it that stays above.
///
/// The DSB completes the stores for the table walkers of the inner-shareable domain; the ISB drops
/// a "no translation" that this CPU has speculated meanwhile. With FEAT_ETS2 the ISB is not needed
/// for data accesses; nothing here builds on that.
///
/// Another CPU has its own speculation to drop. It needs a context synchronisation that comes
/// *after* the load by which it was told that the entry is there: an ISB behind a branch on what it
/// loaded, or `dsb ish; isb`. This pair alone will not do there, nor an ISB that does not depend on
/// the load. [`settle_fault`](crate::settle_fault) is such a synchronisation. A CPU that was handed
/// the *address* by a release store, after this, and has loaded it by an acquire load, needs none.
///
/// (Arm Architecture Reference Manual for A-profile, on the ordering of stores to translation
/// tables; in Linux, `__set_pte_complete` and what commit d0b7a302d58a says of the ISB.)
#[inline(always)]
pub fn emit_pte_barriers() {
    cpu::dsb_ishst_isb();
}

/// Defers the pair if a section is active, else emits it now. Called after a store that makes an
/// entry valid, by code that has stores of its own; the setters of this crate call it where it
/// belongs. On [`Unwalked`](lazy_mmu_core::Unwalked) it does nothing. (Linux: the function of that
/// name.)
#[inline(always)]
pub fn queue_pte_barriers<M: Arm64Mode>() {
    defer_or_else::<M>(emit_pte_barriers);
}

/// For the kernel's context switch, where the old task may go on on another CPU: `dsb ish`, after
/// its last store and before any other CPU may run it. A kernel whose tasks never change their CPU
/// needs none.
///
/// What a task has deferred travels with it in its slot, and it flushes that wherever it runs. For
/// its *stores* the scheduler's hand-over is enough, a release store and an acquire load: the DSB
/// on the new CPU then waits for them. The `dsb ish` is for two other things:
///
/// * An invalidation of the task that is in flight is completed only by a full DSB of the CPU that
///   issued its `tlbi`, so `dsb ishst` would not do.
/// * What the scheduler of the new CPU has loaded comes before its exception return, which
///   synchronises that CPU.
///
/// The new CPU may have speculated "no translation" for what the task has settled elsewhere. The
/// exception return by which most kernels switch drops that, as an `isb` does (with FEAT_ExS only
/// if SCTLR_ELx.EOS is 1); [`settle_fault`](crate::settle_fault) survives it. (Linux:
/// `__switch_to`.)
#[inline(always)]
pub fn switch_out() {
    cpu::dsb_ish();
}

/// Orders all stores to tables that no walker was on ([`Unwalked`](lazy_mmu_core::Unwalked)) before
/// a walker is put on them: `dsb ishst`.
///
/// It is the first step of loading a root. The whole of it:
///
/// 1. If some of the entries were stored in a section of another mode,
///    [`flush`](lazy_mmu_core::flush) that first.
/// 2. If the MMU is off, the stores may have gone past the caches, which walkers will look into:
///    clean and invalidate the tables to the point of coherency, before the stores and after them
///    (`dc ivac`, `dc civac`), as the kernel's boot code does for its own data.
/// 3. This function, on the CPU that has made the stores.
/// 4. If another CPU loads the root, a release store that hands it over, and an acquire load there.
/// 5. `msr ttbrN_elx, …; isb`.
/// 6. An ASID that no other table has had since the last invalidation, or an invalidation of what
///    TLBs have of the table before ([`tlb`](crate::tlb)). Global entries have no ASID, so a table
///    with such ones is invalidated in any case: from then on an entry that is invalid is in no
///    TLB.
///
/// From step 5 on the tables are walked: change them by another mode.
#[inline(always)]
pub fn before_root_is_loaded() {
    cpu::dsb_ishst();
}

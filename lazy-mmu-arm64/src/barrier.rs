// SPDX-License-Identifier: MIT OR Apache-2.0
//! The barrier pair, now or deferred; and the barriers of a context switch and of a new root.

use lazy_mmu_core::defer_or_else;

use crate::{Arm64Mode, cpu};

/// Settles every earlier page-table store of this CPU: `dsb ishst; isb`.
///
/// Use it after stores through atomics, volatile accesses or raw pointers. The compiler may move a
/// store through `&mut` below it: `&mut` says that nobody else reads the entry, and walkers do.
/// [`entry_mut`](crate::entry_mut) makes an entry of a `&mut` whose stores stay above.
///
/// The DSB completes the stores for the walkers of the inner-shareable domain. The ISB drops a "no
/// translation" that this CPU has speculated meanwhile. With FEAT_ETS2 data accesses don't need the
/// ISB; this crate doesn't rely on that.
///
/// # Other CPUs
///
/// Another CPU has its own speculation to drop. It needs a context synchronisation *after* the load
/// that told it of the entry: an ISB behind a branch on what it loaded, or `dsb ish; isb`. This
/// pair alone isn't enough there, nor an ISB that doesn't depend on the load.
/// [`settle_fault`](crate::settle_fault) is such a synchronisation. A CPU needs none if it gets the
/// *address*: this CPU stores the address with release order, after this call, and the other loads
/// it with acquire order.
///
/// (Arm Architecture Reference Manual for A-profile, on the ordering of stores to translation
/// tables; in Linux, `__set_pte_complete` and what commit d0b7a302d58a says of the ISB.)
#[inline(always)]
pub fn emit_pte_barriers() {
    cpu::dsb_ishst_isb();
}

/// Defers the pair if a section is active, else emits it now.
///
/// Call it after stores of your own that make entries valid, once for any number of stores. The
/// setters of this crate call it where it belongs. On
/// [`Unwalked`](lazy_mmu_core::Unwalked) it does nothing. (Linux: the function of that name.)
#[inline(always)]
pub fn queue_pte_barriers<M: Arm64Mode>() {
    defer_or_else::<M>(emit_pte_barriers);
}

/// Completes the old task's invalidations in a context switch: `dsb ish`.
///
/// Call it after the task's last store, and before any other CPU may run the task. A kernel whose
/// tasks never change their CPU needs none. See the guide's [`switch`](crate::guide::switch).
///
/// The deferred pair of a task travels with it in its slot, and the task flushes it wherever it
/// runs. For its *stores* the scheduler's hand-over is enough, a release store and an acquire load:
/// the DSB on the new CPU then waits for them. The `dsb ish` has two other jobs:
///
/// * Only a full DSB of the CPU that issued a `tlbi` completes it. So `dsb ishst` wouldn't do for
///   an invalidation of the task that is in flight.
/// * It orders what the scheduler of the new CPU has loaded before the exception return of that
///   CPU, which synchronises it.
///
/// The new CPU may have speculated "no translation" for what the task has settled elsewhere. Most
/// kernels switch by an exception return, which drops that, as an `isb` does (with FEAT_ExS only if
/// SCTLR_ELx.EOS is 1). If it is missing, [`settle_fault`](crate::settle_fault) cures the fault.
/// (Linux: `__switch_to`.)
#[inline(always)]
pub fn switch_out() {
    cpu::dsb_ish();
}

/// Orders all stores to new tables before their root is loaded: `dsb ishst`.
///
/// No walker has been on such tables, so they are filled in the mode
/// [`Unwalked`](lazy_mmu_core::Unwalked): see the guide's [`boot`](crate::guide::boot). The call is
/// one step of loading a root. These are all the steps:
///
/// 1. If a section of another mode has stored some of the entries, [`flush`](lazy_mmu_core::flush)
///    that first.
/// 2. If the MMU is off, the stores may have gone past the caches, which walkers will read. Clean
///    and invalidate the tables to the point of coherency, before the stores and after them
///    (`dc ivac`, `dc civac`), as the kernel's boot code does for its own data.
/// 3. Call this function, on the CPU that has made the stores.
/// 4. If another CPU loads the root, hand it over by a release store and an acquire load.
/// 5. Execute `msr ttbrN_elx, …; isb`.
/// 6. Use an ASID that no other table has had since the last invalidation, or invalidate what TLBs
///    have of the table before ([`tlb`](crate::tlb)). Global entries have no ASID, so invalidate in
///    any case if a table has such ones. From then on no TLB holds an entry that is invalid.
///
/// From step 5 on walkers are on the tables: change them in another mode.
#[inline(always)]
pub fn before_root_is_loaded() {
    cpu::dsb_ishst();
}

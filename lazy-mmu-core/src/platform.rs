// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Platform`]: what the mode asks of a kernel.

use crate::arch::Arch;
use crate::report::Violation;
use crate::slot::Slot;
use crate::trace::Event;

/// The kernel: where the current slot is, and whether we run in a handler.
///
/// Every operation asks in this order: [`pin`](Platform::pin),
/// [`in_interrupt`](Platform::in_interrupt), [`with_slot`](Platform::with_slot);
/// [`unpin`](Platform::unpin) comes last. The end of what counted uses the pin that its beginning
/// kept; a store asks [`is_pinned`](Platform::is_pinned) first, which may save it the pin; and a
/// store by the guard of a section that counted asks for neither pin nor handler. It is a safe
/// trait: a wrong answer makes the mode misbehave, and memory safety must not hang on the mode
/// alone.
///
/// Mark each of its functions but `report` as `#[inline]`. They are a few instructions, and each
/// operation asks several of them: a platform in another crate than the code that maps is called
/// for each, which doubles what a section costs.
///
/// ```
/// use lazy_mmu_core::{Arch, Platform, Slot};
/// # struct Queue;
/// # impl Arch for Queue { type Local = (); fn flush(_: &()) {} fn is_settled(_: &()) -> bool { true } }
/// # struct Task { lazy_mmu: Slot<Queue> }
/// # static INIT: Task = Task { lazy_mmu: Slot::new(()) };
/// # fn current() -> &'static Task { &INIT }
/// struct MyKernel;
///
/// impl Platform for MyKernel {
///     type Arch = Queue; // on arm64: `lazy_mmu_arm64::Arm64`
///
///     #[inline]
///     fn in_interrupt() -> bool {
///         false // this kernel announces its handlers with `Slot::irq_enter`
///     }
///
///     #[inline]
///     fn with_slot<R>(f: impl FnOnce(&Slot<Queue>) -> R) -> R {
///         f(&current().lazy_mmu)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a platform of the lazy MMU mode",
    label = "does not implement `lazy_mmu_core::Platform`",
    note = "name the type that stands for your kernel here; `Global` and `NoLazyMmu` have no slot",
    note = "if `{Self}` is that type, implement `Platform` for it: `type Arch`, `in_interrupt` (does a handler run?) and `with_slot` (where is the current slot?)"
)]
pub trait Platform: Sized + 'static {
    /// The architecture's hooks.
    type Arch: Arch;

    /// Whether the current context is a handler: hard interrupt, FIQ, served softirq, NMI, SError,
    /// debug exception. *Not* whether interrupts are masked: a task that maps memory with
    /// interrupts masked is in task context.
    ///
    /// `false` always, if handlers are announced with [`Slot::interrupt`]. In one context the
    /// answer does not change while a guard of that context lives.
    ///
    /// A count of handlers that is kept *per CPU* is read with the CPU kept, by
    /// [`pin`](Platform::pin), even if the slot is the task's. Else the task may migrate between
    /// finding the count and reading it: it reads of a handler on the CPU that it has left, and its
    /// flush is skipped. A count in the task, as Linux has it on arm64, and a handler that is
    /// announced to the slot, need no pin for that.
    ///
    /// Do not answer `true` because there are no tasks yet. It is safe, but every store of the boot
    /// code is eager then. Give the boot code a static task (or the boot CPU its variables) first,
    /// and it defers as everybody does.
    fn in_interrupt() -> bool;

    /// Calls `f` with the slot of the current task or CPU. It stays the current one until `f`
    /// returns.
    fn with_slot<R>(f: impl FnOnce(&Slot<Self::Arch>) -> R) -> R;

    /// Keeps the slot the current one until [`Platform::unpin`]. Nests. A counted section or pause
    /// holds a pin for its whole life, so with a per-CPU slot it must not sleep.
    ///
    /// | slot | `pin` and `unpin` |
    /// | --- | --- |
    /// | in the task, and `in_interrupt` reads nothing of a CPU | nothing |
    /// | in the task, and `in_interrupt` reads a count of the CPU | as for a slot per CPU |
    /// | per CPU, the kernel counts who keeps preemption off | that count, up and down |
    /// | per CPU, tasks run to completion or yield by themselves | nothing: the CPU is kept as long as nothing in a section yields |
    /// | per CPU, preempted by interrupts, no such count | a count of the kernel's own that its timer interrupt looks at before it switches |
    ///
    /// Masking interrupts keeps the CPU too, but does not go together with locks that mask them:
    /// one that was taken before the section and is released inside it unmasks them in the section,
    /// and the section's end masks them again with nobody left to unmask them.
    ///
    /// A pin belongs to its guard. After a [switch in a section](Slot::switching) was reported, the
    /// guard still unpins when it drops, so a count that is kept in the task is right again by
    /// then; one that is kept per CPU has to travel with the task, as its registers do.
    #[inline(always)]
    fn pin() {}

    /// Whether the current context is [pinned](Platform::pin), where that is cheaper to ask than to
    /// pin. Asked by stores alone, before [`in_interrupt`](Platform::in_interrupt). A section that
    /// counted holds a pin, so `Some(false)` says that none is open, and the store takes effect at
    /// once; with `Some(true)` the store goes to the slot without a second pin. `None`, the
    /// provided answer, has each store pin.
    ///
    /// The answer is about the context that asks, wherever it runs: the preempt count of the
    /// *task*, or the CPU's interrupt mask. A count in a per-CPU variable may be another CPU's by
    /// the time it is read. `Some(true)` may be due to somebody else's pin, as long as it keeps the
    /// slot the current one until the store is done.
    #[inline(always)]
    fn is_pinned() -> Option<bool> {
        None
    }

    /// The other half of [`Platform::pin`]: at once where nothing was counted, else last of all at
    /// the end of the section or pause. It may reschedule, but not in a handler: stores and
    /// sections of handlers pin and unpin too. So it looks at the count of handlers as well, or
    /// both are one count; and the handler's end does what was put off.
    #[inline(always)]
    fn unpin() {}

    /// Takes note that a promise to the mode was broken. Each kind comes once for a slot.
    ///
    /// This runs wherever the mode is used, so it may do very little:
    ///
    /// * **The caller's locks are held.** The attribute ends its section before the function's
    ///   arguments drop, so the page-table lock that was passed by value is still taken.
    /// * **Interrupts may be masked**, and a handler may be running, in an NMI too.
    /// * **The platform is pinned, and inside [`with_slot`](Platform::with_slot)**, or in a call on
    ///   a slot such as [`Slot::retire`].
    ///
    /// So it takes no lock that code which maps, or any code that a handler can interrupt, may
    /// hold; it does not map memory, allocate, block or reschedule. A log that does one of these is
    /// not for this place. Remember the violation here, and print it where no lock is held:
    ///
    /// ```
    /// # use lazy_mmu_core::{Reports, Violation};
    /// static REPORTS: Reports = Reports::new();
    /// # struct MyKernel;
    /// # impl MyKernel {
    ///
    /// // In `impl Platform for MyKernel`:
    /// fn report(violation: Violation) {
    ///     REPORTS.remember(violation);
    /// }
    /// # }
    ///
    /// // In the idle loop, and in the panic handler:
    /// # fn print_reports() {
    /// while let Some(report) = REPORTS.take() {
    ///     println!("{report}");
    /// }
    /// # }
    /// # let _: (fn(Violation), ()) = (MyKernel::report, print_reports());
    /// ```
    ///
    /// ([`Reports`](crate::Reports) needs a target with 32-bit compare-and-swap.) A console that
    /// takes no lock, as one by semihosting or a port that is polled, may be written to at once.
    ///
    /// The call that reports has taken the safe side, and its hooks have run. If this unwinds, the
    /// platform is unpinned all the same.
    #[inline(always)]
    fn report(violation: Violation) {
        let _ = violation;
    }

    /// Sees every hook and every move of a counter, before the hook runs, inside
    /// [`with_slot`](Platform::with_slot). For a kernel's own tracing; costs nothing while it is
    /// empty. It runs where [`report`](Platform::report) does, and takes no lock either. It must
    /// not use the mode, and so not map memory: what it traces has not finished. Should it unwind,
    /// the hook runs all the same and the platform is unpinned; a guard that was being made is
    /// lost, and so leaked.
    #[inline(always)]
    fn trace(event: Event) {
        let _ = event;
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Platform`]: the questions that the mode asks a kernel.

use crate::arch::Arch;
use crate::report::Violation;
use crate::slot::Slot;
use crate::trace::Event;

/// A kernel: where its current slot is, and whether a handler runs.
///
/// A kernel implements this trait for one type of its own, and registers the type with
/// [`set_platform!`](crate::set_platform). The trait is safe. A wrong answer makes the mode
/// misbehave, so memory safety must not depend on the mode alone.
///
/// # Order of questions
///
/// Every operation calls these functions in this order: [`pin`](Platform::pin),
/// [`in_interrupt`](Platform::in_interrupt), [`with_slot`](Platform::with_slot), and
/// [`unpin`](Platform::unpin) last. A guard *counts* if making it raised a counter of the slot. In
/// a handler and inside 255 others no guard counts, and in a pause no section counts. There are
/// three exceptions to the order:
///
/// * The end of a guard that counted uses the pin that its beginning kept.
/// * A store asks [`is_pinned`](Platform::is_pinned) first, which may save it the pin.
/// * A store by the guard of a section that counted asks for neither pin nor handler.
///
/// # Cost
///
/// Mark each function but `report` as `#[inline]`. They are a few instructions long, and each
/// operation asks several of them. Without `#[inline]`, each of these is a call if the platform is
/// in another crate than the code that maps, and a section costs twice as much.
///
/// # Examples
///
/// A port to arm64: a slot in the task, the platform, and the registration.
///
/// ```
/// use lazy_mmu_arm64::{Arm64, SpEl0, TaskRegister};
/// use lazy_mmu_core::{Platform, Reports, Slot, Violation};
///
/// // 1. A slot in the task.
/// struct Task {
///     lazy_mmu: Slot<Arm64>,
///     // …
/// }
///
/// // 2. The current slot, and the handlers.
/// struct MyKernel;
///
/// impl Platform for MyKernel {
///     type Arch = Arm64;
///
///     #[inline]
///     fn in_interrupt() -> bool {
///         false // each handler of this kernel calls `Slot::interrupt`
///     }
///
///     #[inline]
///     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
///         // SAFETY: SP_EL0 points to the running task before anything maps, and each task has a
///         // stack of its own. (A kernel that runs on SP_EL0 itself uses `TpidrEl1`.)
///         f(&unsafe { SpEl0::current::<Task>() }.lazy_mmu)
///     }
///
///     fn report(violation: Violation) {
///         REPORTS.remember(violation); // this may run under a lock, or in an NMI
///     }
/// }
///
/// /// The idle loop prints it: `while let Some(report) = REPORTS.take() { println!("{report}") }`.
/// static REPORTS: Reports = Reports::new();
///
/// // 3. `#[lazy_mmu]` means this kernel.
/// lazy_mmu_core::set_platform!(MyKernel);
/// # fn main() {
/// #     static INIT: Task = Task { lazy_mmu: Slot::new(()) };
/// #     // SAFETY: nothing else is in SP_EL0, and the task lives for ever.
/// #     unsafe { SpEl0::set_current(&INIT) }
/// #     maps();
/// # }
/// # #[inline(never)]
/// # fn maps() {
/// #     let _section = lazy_mmu_core::LazyMmuGuard::<lazy_mmu_core::Global>::enable();
/// #     assert!(lazy_mmu_core::is_active::<MyKernel>());
/// # }
/// ```
///
/// The module `lazy_mmu_arm64::guide` goes on from here: boot, context switches, handlers, faults.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a platform of the lazy MMU mode",
    label = "does not implement `lazy_mmu_core::Platform`",
    note = "name the type that stands for your kernel here; `Global` and `NoLazyMmu` have no slot",
    note = "if `{Self}` is that type, implement `Platform` for it: `type Arch`, `in_interrupt` (does a handler run?) and `with_slot` (where is the current slot?)"
)]
pub trait Platform: Sized + 'static {
    /// The backend: the architecture's hooks.
    type Arch: Arch;

    /// Returns whether the current context is a handler: hard interrupt, FIQ, served softirq, NMI,
    /// SError, debug exception.
    ///
    /// A kernel that announces its handlers with [`Slot::interrupt`] always answers `false`. In one
    /// context the answer must not change while a guard of that context lives.
    ///
    /// Masked interrupts are *not* a handler: a task that maps memory with interrupts masked is in
    /// task context.
    ///
    /// If a kernel counts its handlers *per CPU*, its [`pin`](Platform::pin) must keep the CPU
    /// while the count is read, even if the slot is the task's. Otherwise the task may migrate
    /// between finding the count and reading it. The count may then show a handler on the CPU that
    /// the task has left, and the mode skips the task's flush. A count in the task, as in Linux on
    /// arm64, needs no pin for this; neither does a handler that is announced to the slot.
    ///
    /// Don't answer `true` because there are no tasks yet. It is safe, but every store of the boot
    /// code is eager then. Give the boot code a static task first, or the boot CPU its variables,
    /// and its sections defer as others do.
    fn in_interrupt() -> bool;

    /// Calls `f` with the slot of the current task or CPU, which must stay the current one until
    /// `f` returns.
    fn with_slot<R>(f: impl FnOnce(&Slot<Self::Arch>) -> R) -> R;

    /// Keeps the slot the current one until [`Platform::unpin`]. Nests.
    ///
    /// A section or pause that counted holds a pin until it ends, so with a slot per CPU it must
    /// not sleep.
    ///
    /// | slot | `pin` and `unpin` |
    /// | --- | --- |
    /// | in the task, and `in_interrupt` reads nothing of a CPU | nothing |
    /// | in the task, and `in_interrupt` reads a count of the CPU | as for a slot per CPU |
    /// | per CPU, the kernel has a preempt count | that count, up and down. Handlers raise it too, so that `unpin` doesn't reschedule in one |
    /// | per CPU, tasks run to completion or yield by themselves | nothing: the CPU is kept as long as nothing in a section yields |
    /// | per CPU, preempted by interrupts, no such count | a count of the kernel's own that its timer interrupt looks at before it switches |
    ///
    /// Don't pin by masking interrupts, unless the kernel counts how often they are masked. It
    /// keeps the CPU too, but fails with locks that mask interrupts. Such a lock, taken before the
    /// section and released inside it, unmasks them in the section. The section's end then masks
    /// them again, and nobody is left to unmask them.
    ///
    /// A pin belongs to its guard. After a [switch in a section](Slot::switching) was reported, the
    /// guard still unpins when it drops. So a pin count in the task is right again by then. A pin
    /// count per CPU has to travel with the task, as the task's registers do.
    #[inline(always)]
    fn pin() {}

    /// Returns whether the current context is [pinned](Platform::pin), if asking is cheaper than
    /// pinning.
    ///
    /// Stores alone ask this, before [`in_interrupt`](Platform::in_interrupt):
    ///
    /// | answer | the store |
    /// | --- | --- |
    /// | `Some(false)` | takes effect at once: a section that counted holds a pin, so none is open |
    /// | `Some(true)` | goes to the slot without a second pin |
    /// | `None`, the provided answer | pins |
    ///
    /// The answer must be about the context that asks, wherever it runs: take it from the preempt
    /// count of the *task*, or from the CPU's interrupt mask. A per-CPU variable may be another
    /// CPU's by the time it is read. `Some(true)` may come from somebody else's pin, as long as
    /// that pin keeps the slot the current one until the store is done.
    #[inline(always)]
    fn is_pinned() -> Option<bool> {
        None
    }

    /// Undoes one [`Platform::pin`]: at once if nothing was counted, otherwise as the last step at
    /// the end of the section or pause.
    ///
    /// It may reschedule, but must not in a handler: stores and sections of handlers pin and unpin
    /// too. So it must look at the count of handlers as well, or both are one count. The end of the
    /// handler then does the reschedule that was put off.
    #[inline(always)]
    fn unpin() {}

    /// Receives a broken promise to the mode. Each kind comes once for a slot.
    ///
    /// By then the call that reports has done what is safe, and its hooks have run. If this
    /// function unwinds, the platform is unpinned all the same.
    ///
    /// It runs wherever the mode is used, so it may do very little:
    ///
    /// * **The caller's locks are held.** The attribute ends its section before the function's
    ///   arguments drop, so a page-table lock that was passed by value is still taken.
    /// * **Interrupts may be masked**, and a handler may be running, even an NMI.
    /// * **The platform is pinned, and inside [`with_slot`](Platform::with_slot)**, or in a call on
    ///   a slot such as [`Slot::retire`].
    ///
    /// So it must take no lock that mapping code may hold, and no lock that its holder may hold
    /// when a handler interrupts it. It must not map memory, allocate, block or reschedule. A log
    /// that does one of these is not for this place. Remember the violation here, and print it
    /// where no lock is held:
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
    /// [`Reports`](crate::Reports) needs a target with 32-bit compare-and-swap. A console that
    /// takes no lock, such as semihosting or a port that is polled, may be written to at once.
    #[inline(always)]
    fn report(violation: Violation) {
        let _ = violation;
    }

    /// Receives every hook and every move of a counter, before the hook runs, inside
    /// [`with_slot`](Platform::with_slot).
    ///
    /// It is for a kernel's own tracing, and costs nothing while it is empty. It runs in the same
    /// places as [`report`](Platform::report), and takes no lock either. It must not use the mode,
    /// and so must not map memory: the call that it traces has not finished. If it unwinds, the
    /// hook runs all the same and the platform is unpinned. A guard that was being made is lost
    /// then, which leaks it.
    #[inline(always)]
    fn trace(event: Event) {
        let _ = event;
    }
}

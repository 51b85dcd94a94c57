// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`TaskRegister`]: the current task or CPU, by the pointer that a kernel keeps in a system
//! register.

use core::any::type_name;

use crate::cpu::{self, PointerRegister};

/// A system register that holds the pointer to the current task. Sealed.
///
/// It is [`SpEl0`], [`TpidrEl1`] or [`TpidrEl2`]; the guide's [`slot`](crate::guide::slot) says
/// which one to choose.
///
/// ```
/// use lazy_mmu_arm64::{Arm64, SpEl0, TaskRegister};
/// use lazy_mmu_core::{Platform, Slot};
///
/// struct Task {
///     lazy_mmu: Slot<Arm64>,
/// }
///
/// struct MyKernel;
///
/// impl Platform for MyKernel {
///     type Arch = Arm64;
///
///     #[inline]
///     fn in_interrupt() -> bool {
///         false
///     }
///
///     #[inline]
///     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
///         // SAFETY: SP_EL0 points to the running task before anything maps.
///         f(&unsafe { SpEl0::current::<Task>() }.lazy_mmu)
///     }
/// }
/// # #[inline(never)]
/// # fn is_active() -> bool {
/// #     lazy_mmu_core::section::<MyKernel, _>(|_| lazy_mmu_core::is_active::<MyKernel>())
/// # }
/// # static INIT: Task = Task { lazy_mmu: Slot::new(()) };
/// # // SAFETY: the only task, for ever.
/// # unsafe { SpEl0::set_current(&INIT) };
/// # assert!(is_active());
/// ```
pub trait TaskRegister: sealed::Register {
    /// Returns the current task, where each task has a stack of its own.
    ///
    /// The compiler takes the register for a constant. It may read it once for a whole function and
    /// all that is inlined into it, which makes a section cheap. That is right where each task
    /// has a stack of its own: code that goes on after a switch runs as the same task as before.
    ///
    /// # Safety
    ///
    /// * The register must hold a pointer to a `T` that lives as long as the calling task runs.
    /// * No function that calls this, or that it is inlined into, may run as two tasks. So tasks
    ///   that share a stack, such as those of an executor or of a scheduler's own loop, must use
    ///   [`TaskRegister::current_now`]. The code that calls [`TaskRegister::set_current`] must not
    ///   call this, neither before nor after it.
    ///
    /// # Panics
    ///
    /// In builds with debug assertions, if the register holds 0 or isn't aligned for a `T`: nobody
    /// has called [`TaskRegister::set_current`] on this CPU, or the register is used for something
    /// else. In other builds that is undefined behaviour; with page 0 unmapped, the first use of
    /// the slot faults at a small address.
    #[inline(always)]
    #[track_caller]
    unsafe fn current<'a, T>() -> &'a T {
        let task = cpu::read_once(Self::REGISTER).cast::<T>();
        assert_set::<Self, T>(task);
        // SAFETY: a valid pointer to a live `T`, as the caller promises.
        unsafe { &*task }
    }

    /// Returns the current task, by a read of the register here and now.
    ///
    /// It is right however tasks are switched, and costs one instruction more for each operation
    /// of the mode.
    ///
    /// It also finds a per-CPU base, if the kernel keeps that in the register:
    /// `TpidrEl1::current_now::<CpuLocal>()`. A [`Slot`](lazy_mmu_core::Slot) there needs a
    /// platform whose [`pin`](lazy_mmu_core::Platform::pin) switches preemption off, and a
    /// scheduler that calls [`Slot::switching`](lazy_mmu_core::Slot::switching): see the guide's
    /// [`cpu_slot`](crate::guide::cpu_slot).
    ///
    /// # Safety
    /// The register must hold a pointer to a `T` that lives as long as the calling task runs.
    ///
    /// # Panics
    ///
    /// As [`TaskRegister::current`].
    #[inline(always)]
    #[track_caller]
    unsafe fn current_now<'a, T>() -> &'a T {
        let task = cpu::read_now(Self::REGISTER).cast::<T>();
        assert_set::<Self, T>(task);
        // SAFETY: a valid pointer to a live `T`, as the caller promises.
        unsafe { &*task }
    }

    /// Makes `task` the current one, at the kernel's start and in its context switch.
    ///
    /// A function that calls this, or that it is inlined into, must not call
    /// [`current`](Self::current).
    ///
    /// # Safety
    ///
    /// The kernel must keep nothing else in the register, at its exception level, and all code that
    /// asks for the current task from now on must ask for this `T`.
    #[inline(always)]
    unsafe fn set_current<T>(task: *const T) {
        // SAFETY: the register is this kernel's, as the caller promises.
        unsafe { cpu::write(Self::REGISTER, task.cast()) }
    }
}

/// Names the first mistake of a port; a null dereference wouldn't say what is missing.
#[inline(always)]
#[track_caller]
fn assert_set<R: TaskRegister + ?Sized, T>(pointer: *const T) {
    if cfg!(debug_assertions) && (pointer.is_null() || !pointer.is_aligned()) {
        not_set(R::REGISTER, pointer.addr(), type_name::<T>());
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn not_set(register: PointerRegister, holds: usize, pointee: &str) -> ! {
    panic!(
        "{register:?} holds {holds:#x}, which points to no `{pointee}`: nobody has called `set_current` on \
         this CPU, or the register is used for something else. Call `{register:?}::set_current` \
         with a `{pointee}` on each CPU before anything maps there, and again on entry from EL0 if \
         the register is the user's"
    )
}

/// The register `SP_EL0`, as in Linux, for a kernel that runs on `SP_EL1` or `SP_EL2`.
#[derive(Debug)]
pub enum SpEl0 {}

/// The register `TPIDR_EL1`.
#[derive(Debug)]
pub enum TpidrEl1 {}

/// The register `TPIDR_EL2`, for code at EL2.
#[derive(Debug)]
pub enum TpidrEl2 {}

impl TaskRegister for SpEl0 {}
impl TaskRegister for TpidrEl1 {}
impl TaskRegister for TpidrEl2 {}

mod sealed {
    use super::PointerRegister;

    pub trait Register {
        #[doc(hidden)]
        const REGISTER: PointerRegister;
    }
    impl Register for super::SpEl0 {
        const REGISTER: PointerRegister = PointerRegister::SpEl0;
    }
    impl Register for super::TpidrEl1 {
        const REGISTER: PointerRegister = PointerRegister::TpidrEl1;
    }
    impl Register for super::TpidrEl2 {
        const REGISTER: PointerRegister = PointerRegister::TpidrEl2;
    }
}

//! The current task: a kernel keeps a pointer to it in `tp`.

use crate::cpu;

/// Returns the current task. It is one move between registers, which the compiler neither hoists
/// nor merges, so it is right wherever tasks are switched.
///
/// # Safety
///
/// `tp` must hold a pointer to a `T` that lives as long as the calling task runs. In user mode that
/// register is the user's, so the trap entry must exchange it with `sscratch` first.
///
/// # Panics
///
/// In builds with debug assertions, if `tp` is 0: nobody has called [`set_current`] on this hart.
#[inline(always)]
pub unsafe fn current<'a, T>() -> &'a T {
    let task = cpu::tp().cast::<T>();
    debug_assert!(
        !task.is_null(),
        "`tp` is 0, so there is no current task: call `set_current` on each hart before anything maps there"
    );
    // SAFETY: a valid pointer to a live `T`, as the caller promises.
    unsafe { &*task }
}

/// Makes `task` the current one, at the kernel's start and in its context switch.
///
/// # Safety
///
/// The kernel must use `tp` for nothing else, and every later call of [`current`] must be for this
/// `T`.
#[inline(always)]
pub unsafe fn set_current<T>(task: *const T) {
    // SAFETY: the register is this kernel's, as the caller promises.
    unsafe { cpu::set_tp(task.cast()) }
}

//! The context switch: from one stack to another.

use core::arch::naked_asm;

use aarch64_rt::Stack;

/// A task's stack: 32 KiB.
pub(crate) type TaskStack = Stack<8>;

/// The registers that a callee saves. They lie on the stack of a task that does not run, from its
/// stack pointer on.
#[repr(C)]
struct Frame {
    x29: usize,
    x30: usize,
    x19_to_x28: [usize; 10],
}

const _: () = assert!(size_of::<Frame>() == 96);

/// The task that comes out of [`stacks`] is told which one went in. `T` is what the kernel calls a
/// task.
pub(crate) type Start<T> = extern "C" fn(from: &'static T) -> !;

/// Makes a stack to switch to: it begins with `start`. Returns its stack pointer.
///
/// # Safety
///
/// The stack is valid, nobody's, and stays the new task's.
pub(crate) unsafe fn new_stack<T>(stack: *mut TaskStack, start: Start<T>) -> usize {
    let frame = stack.wrapping_add(1).cast::<Frame>().wrapping_sub(1);
    // SAFETY: the end of the stack, which is aligned to pages and the caller's to give.
    unsafe { frame.write(Frame { x29: 0, x30: start as usize, x19_to_x28: [0; 10] }) }
    frame.expose_provenance()
}

/// Saves this stack's pointer to `saved` and goes on at the one `to`. Returns there with `from`:
/// the task that this CPU comes from.
///
/// Interrupts are masked on the way in and on the way out. It is a call to the compiler, so only
/// what a callee saves is saved; the kernel is soft-float. That everything else may have changed,
/// memory included, is what a call says anyway.
///
/// # Safety
///
/// `saved` can be written to. `to` was saved here or made by [`new_stack`], and is switched to
/// once. Its task is the current one by now, and `from` is not run elsewhere before this has
/// returned there.
#[unsafe(naked)]
pub(crate) unsafe extern "C" fn stacks<T>(
    from: &'static T,
    saved: *mut usize,
    to: usize,
) -> &'static T {
    naked_asm!(
        "stp x29, x30, [sp, #-96]!",
        "stp x19, x20, [sp, #16]",
        "stp x21, x22, [sp, #32]",
        "stp x23, x24, [sp, #48]",
        "stp x25, x26, [sp, #64]",
        "stp x27, x28, [sp, #80]",
        "mov x9, sp",
        "str x9, [x1]",
        "mov sp, x2",
        "ldp x19, x20, [sp, #16]",
        "ldp x21, x22, [sp, #32]",
        "ldp x23, x24, [sp, #48]",
        "ldp x25, x26, [sp, #64]",
        "ldp x27, x28, [sp, #80]",
        "ldp x29, x30, [sp], #96",
        "ret",
    )
}

//! The context switch: from one stack to another.

use core::arch::naked_asm;

use aarch64_rt::Stack;

/// A task's stack: 32 KiB.
pub type TaskStack = Stack<8>;

/// The stack of a task that does not run, from its stack pointer on: the registers
/// that a callee saves.
#[repr(C)]
struct Frame {
    x29: usize,
    x30: usize,
    x19: usize,
    x20: usize,
    x21_to_x28: [usize; 8],
}

const _: () = assert!(size_of::<Frame>() == 96);

/// Makes a stack to switch to, which begins with `job(number)`. Returns its stack pointer.
///
/// # Safety
///
/// The stack must be valid, nobody may use it, and it must stay the new task's.
pub unsafe fn new_stack(
    stack: *mut TaskStack,
    job: extern "C" fn(usize) -> !,
    number: usize,
) -> usize {
    let frame = stack.wrapping_add(1).cast::<Frame>().wrapping_sub(1);
    let begin = begin as *const () as usize;
    let first = Frame { x29: 0, x30: begin, x19: job as usize, x20: number, x21_to_x28: [0; 8] };
    // SAFETY: the end of the stack, which is aligned to pages and the caller's to give.
    unsafe { frame.write(first) }
    frame.expose_provenance()
}

/// The first instructions of a task. `stacks` returns to them, with interrupts masked.
#[unsafe(naked)]
extern "C" fn begin() -> ! {
    naked_asm!("msr daifclr, #2", "mov x0, x20", "br x19")
}

/// Saves this stack's pointer to `saved`, and goes on at the stack pointer `to`.
///
/// To the compiler this is a call. So it saves what a callee saves and no more, and memory may have
/// changed when it returns. The kernel is soft-float: there are no vector registers to save.
///
/// # Safety
///
/// Interrupts must be masked, and `saved` must be writable. `to` must have been saved here or made
/// by [`new_stack`], nobody may have switched to it since, and its task must be the current one by
/// now.
#[unsafe(naked)]
pub unsafe extern "C" fn stacks(saved: *mut usize, to: usize) {
    naked_asm!(
        "stp x29, x30, [sp, #-96]!",
        "stp x19, x20, [sp, #16]",
        "stp x21, x22, [sp, #32]",
        "stp x23, x24, [sp, #48]",
        "stp x25, x26, [sp, #64]",
        "stp x27, x28, [sp, #80]",
        "mov x9, sp",
        "str x9, [x0]",
        "mov sp, x1",
        "ldp x19, x20, [sp, #16]",
        "ldp x21, x22, [sp, #32]",
        "ldp x23, x24, [sp, #48]",
        "ldp x25, x26, [sp, #64]",
        "ldp x27, x28, [sp, #80]",
        "ldp x29, x30, [sp], #96",
        "ret",
    )
}

//! [`count`]: marks what is to be counted; a QEMU plugin counts, from outside.

use core::arch::asm;
use core::fmt;

use semihosting::println;

/// Runs `f` and has what it executes counted under `label`.
#[inline(always)]
pub fn count(label: fmt::Arguments<'_>, f: impl FnOnce()) {
    println!("count: {label}");
    // SAFETY: these two hints do nothing; the plugin looks for them. Not `nomem`, so that nothing moves across.
    unsafe { asm!("slti x0, x0, 0x60", options(nostack, preserves_flags)) }
    f();
    // SAFETY: as above.
    unsafe { asm!("slti x0, x0, 0x61", options(nostack, preserves_flags)) }
}

//! The meter: marks code whose barriers are counted from outside, by a plugin of QEMU.

use core::arch::asm;

use semihosting::println;

/// Has the plugin count what `f` executes.
#[inline(always)]
pub fn counted(label: &str, f: impl FnOnce()) {
    println!("count: {label}"); // the plugin's line gets this name
    // SAFETY: these two hints do nothing; the plugin looks for them. Not `nomem`, so that nothing
    // moves across.
    unsafe { asm!("hint #0x60", options(nostack, preserves_flags)) }
    f();
    // SAFETY: as above.
    unsafe { asm!("hint #0x61", options(nostack, preserves_flags)) }
}

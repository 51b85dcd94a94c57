//! [`Console`]: where the kernel prints, and how it ends. Semihosting does both in an emulation,
//! and only there.

use core::fmt;

use semihosting::{print, process};

/// Where the kernel itself prints, and how it ends. A program that shall run under a hypervisor
/// brings its own: `program!(main, console: MINE)`.
#[derive(Debug)]
pub struct Console {
    /// Prints; a line may come in parts.
    pub print: fn(fmt::Arguments<'_>),
    /// Ends the machine with an exit code, 0 if the program's claim holds.
    pub exit: fn(i32) -> !,
}

/// The emulator's own, through semihosting.
pub static SEMIHOSTING: Console =
    Console { print: |text| print!("{text}"), exit: |code| process::exit(code) };

unsafe extern "Rust" {
    // SAFETY: defined by `program!`, with this type.
    safe static KERNEL_CONSOLE: &'static Console;
}

/// The program's.
pub(crate) fn console() -> &'static Console {
    KERNEL_CONSOLE
}

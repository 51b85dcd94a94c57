//! The list of arguments: unknown ones, commas, an argument that is given twice, and one that has a value and takes none.

use lazy_mmu_core::lazy_mmu;

// A type alone is no argument: the message says `platform = …`.
#[lazy_mmu(Kernel)]
fn unknown() {}

// The message shows the word that was probably meant.
#[lazy_mmu(paused)]
fn unknown_by_another_word() {}

// The same for a misspelt argument with a value.
#[lazy_mmu(gaurd = lazy)]
fn unknown_misspelt() {}

// The first word of a path is not the name of an argument.
#[lazy_mmu(crate::Kernel)]
fn unknown_path() {}

// The word is like no argument: the message lists all of them.
#[lazy_mmu(inline)]
fn unknown_and_like_none() {}

// An argument has no quotes.
#[lazy_mmu("pause")]
fn unknown_that_is_a_literal() {}

// The parser skips the value of an unknown argument.
#[lazy_mmu(mode = Kernel<u8>, pause)]
fn unknown_with_a_value() {}

// A comma may follow the last argument, not precede the first.
#[lazy_mmu(, pause)]
fn comma_before_the_first() {}

// No comma stands between two arguments.
#[lazy_mmu(pause platform = Kernel)]
fn comma_missing() {}

// An argument is missing between two commas.
#[lazy_mmu(pause, , platform = Kernel)]
fn comma_too_many() {}

// `pause` is given twice.
#[lazy_mmu(pause, pause)]
fn pause_twice() {}

// Two platforms are given.
#[lazy_mmu(platform = A, platform = B)]
fn platform_twice() {}

// Two names are given to the guard.
#[lazy_mmu(guard = mmu, guard = lazy)]
fn guard_twice() {}

// `crate` is given twice, though with the same path.
#[lazy_mmu(crate = mmu, crate = mmu)]
fn crate_twice() {}

// `pause` takes no value.
#[lazy_mmu(pause = true)]
fn pause_with_a_value() {}

// `pause` takes no arguments.
#[lazy_mmu(pause(now))]
fn pause_with_arguments() {}

// Each argument and each word of the function gets its own error, and none hides another.
#[lazy_mmu(mode = Kernel, guard, platform = A, platform = B, pause = true)]
async unsafe fn several_errors_at_once() -> ! {
    loop {}
}

fn main() {}

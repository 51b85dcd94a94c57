//! The list of arguments: one that is not known, commas, an argument that is there twice, or that has a value and takes none.

use lazy_mmu_core::lazy_mmu;

// A type alone is not enough: what it is for is said.
#[lazy_mmu(Kernel)]
fn unknown() {}

// The one that was meant is shown.
#[lazy_mmu(paused)]
fn unknown_by_another_word() {}

// The same with its value.
#[lazy_mmu(gaurd = lazy)]
fn unknown_misspelt() {}

// The first word of a path is no key.
#[lazy_mmu(crate::Kernel)]
fn unknown_path() {}

// Where none was meant, the known ones are listed.
#[lazy_mmu(inline)]
fn unknown_and_like_none() {}

// Arguments stand without quotes.
#[lazy_mmu("pause")]
fn unknown_that_is_a_literal() {}

// Its value is skipped.
#[lazy_mmu(mode = Kernel<u8>, pause)]
fn unknown_with_a_value() {}

// A comma may follow the last, as everywhere.
#[lazy_mmu(, pause)]
fn comma_before_the_first() {}

// Two arguments in a row.
#[lazy_mmu(pause platform = Kernel)]
fn comma_missing() {}

// Between two commas an argument is missing.
#[lazy_mmu(pause, , platform = Kernel)]
fn comma_too_many() {}

// Two pauses are a mistake for something else.
#[lazy_mmu(pause, pause)]
fn pause_twice() {}

// Of two platforms neither is meant more.
#[lazy_mmu(platform = A, platform = B)]
fn platform_twice() {}

// The guard has one name.
#[lazy_mmu(guard = mmu, guard = lazy)]
fn guard_twice() {}

// The crate is in one place, and said to be there once, even if it is the same.
#[lazy_mmu(crate = mmu, crate = mmu)]
fn crate_twice() {}

// A pause is a pause.
#[lazy_mmu(pause = true)]
fn pause_with_a_value() {}

// It takes no arguments.
#[lazy_mmu(pause(now))]
fn pause_with_arguments() {}

// Each argument and each word of the function gets its own error, and none hides another.
#[lazy_mmu(mode = Kernel, guard, platform = A, platform = B, pause = true)]
async unsafe fn several_errors_at_once() -> ! {
    loop {}
}

fn main() {}

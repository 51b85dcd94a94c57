//! `crate` takes the path of a crate.

use lazy_mmu_core::lazy_mmu;

// serde's `crate` takes a string; this one takes a path.
#[lazy_mmu(crate = "lazy_mmu_core")]
fn is_a_string() {}

// A crate has no type arguments.
#[lazy_mmu(crate = my_kernel::<u8>::mmu)]
fn with_type_arguments() {}

// The value is missing; the next argument is not taken for it.
#[lazy_mmu(crate = , pause)]
fn without_a_value() {}

fn main() {}

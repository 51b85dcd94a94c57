//! `crate` takes the path of a crate.

use lazy_mmu_core::lazy_mmu;

// As serde has it; here a path is a path.
#[lazy_mmu(crate = "lazy_mmu_core")]
fn is_a_string() {}

// No crate has type arguments.
#[lazy_mmu(crate = my_kernel::<u8>::mmu)]
fn with_type_arguments() {}

// The next argument is not its value.
#[lazy_mmu(crate = , pause)]
fn without_a_value() {}

fn main() {}

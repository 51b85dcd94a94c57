//! `platform` takes a type that is known where the function stands.

use lazy_mmu_core::lazy_mmu;

// One `=` too many.
#[lazy_mmu(platform == Kernel)]
fn compared() {}

// As `cfg` has its arguments; here they follow a `=`.
#[lazy_mmu(platform(Kernel))]
fn in_parentheses() {}

// A type is written without quotes.
#[lazy_mmu(platform = "Kernel")]
fn is_a_string() {}

// A platform is known when it is compiled.
#[lazy_mmu(platform = dyn Kernel)]
fn is_a_trait_object() {}

// A type parameter is what takes any mode: `fn map<M: Mode>()`, and `platform = M`.
#[lazy_mmu(platform = impl Kernel)]
fn is_an_opaque_type() {}

// Nothing in the body says which one.
#[lazy_mmu(platform = _)]
fn is_to_be_inferred() {}

// Whose section it is, the attribute cannot guess.
#[lazy_mmu(platform)]
fn without_a_value() {}

fn main() {}

//! `platform` takes a type that is known at the function.

use lazy_mmu_core::lazy_mmu;

// There is one `=` too many.
#[lazy_mmu(platform == Kernel)]
fn compared() {}

// `cfg` takes its arguments in parentheses; this type follows a `=`.
#[lazy_mmu(platform(Kernel))]
fn in_parentheses() {}

// A type has no quotes.
#[lazy_mmu(platform = "Kernel")]
fn is_a_string() {}

// A trait object is not known at compile time.
#[lazy_mmu(platform = dyn Kernel)]
fn is_a_trait_object() {}

// An opaque type names no mode. For any mode write `fn map<M: Mode>()` and `platform = M`.
#[lazy_mmu(platform = impl Kernel)]
fn is_an_opaque_type() {}

// The compiler cannot infer the platform, as nothing in the body names it.
#[lazy_mmu(platform = _)]
fn is_to_be_inferred() {}

// The platform is missing.
#[lazy_mmu(platform)]
fn without_a_value() {}

fn main() {}

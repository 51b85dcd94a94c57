//! `guard` takes the name of a local, in a section.

use lazy_mmu_core::lazy_mmu;

// `guard` names the guard of a section.
#[lazy_mmu(guard = mmu, pause)]
fn in_a_pause() {}

// A number is no name.
#[lazy_mmu(guard = 1)]
fn is_a_number() {}

// A path is no name of a local.
#[lazy_mmu(guard = table::mmu)]
fn is_a_path() {}

// `_` names nothing; a guard without a name is what `#[lazy_mmu]` alone gives.
#[lazy_mmu(guard = _)]
fn is_an_underscore() {}

// The guard is a reference that nothing may change.
#[lazy_mmu(guard = mut mmu)]
fn is_mut() {}

// That name is taken. `r#mut` and the like are free.
struct Table;
impl Table {
    #[lazy_mmu(guard = self)]
    fn is_self(&mut self) {}
}

// Nothing after the `=`.
#[lazy_mmu(guard =)]
fn without_a_value() {}

fn main() {}

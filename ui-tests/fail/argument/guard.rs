//! `guard` takes the name of a local, and goes with a section only.

use lazy_mmu_core::lazy_mmu;

// `guard` names the guard of a section, and a pause has none.
#[lazy_mmu(guard = mmu, pause)]
fn in_a_pause() {}

// A number is no name.
#[lazy_mmu(guard = 1)]
fn is_a_number() {}

// A path does not name a local.
#[lazy_mmu(guard = table::mmu)]
fn is_a_path() {}

// `_` names nothing. `#[lazy_mmu]` alone gives a guard without a name.
#[lazy_mmu(guard = _)]
fn is_an_underscore() {}

// The guard is a reference that nothing may change.
#[lazy_mmu(guard = mut mmu)]
fn is_mut() {}

// The name `self` is taken. Raw names such as `r#mut` are free.
struct Table;
impl Table {
    #[lazy_mmu(guard = self)]
    fn is_self(&mut self) {}
}

// Nothing stands after the `=`.
#[lazy_mmu(guard =)]
fn without_a_value() {}

fn main() {}

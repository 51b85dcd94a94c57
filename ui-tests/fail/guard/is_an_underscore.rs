//! `_` names nothing; a guard without a name is what `#[lazy_mmu]` alone gives.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(guard = _)]
fn map() {}

fn main() {}

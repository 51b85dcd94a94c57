//! What the first one inserted gives the second one away.

use lazy_mmu_core::lazy_mmu;

use lazy_mmu as section;

#[lazy_mmu]
#[section]
fn map() {}

fn main() {}

//! The attribute is given twice.

use lazy_mmu_core::lazy_mmu;
use lazy_mmu as section;

// Another attribute stands between the two.
#[lazy_mmu]
#[inline]
#[lazy_mmu(pause)]
fn by_name() {}

// The second one is written by its path.
#[lazy_mmu]
#[lazy_mmu_core::lazy_mmu]
fn by_path() {}

// The condition of the second one holds.
#[lazy_mmu]
#[cfg_attr(all(), lazy_mmu)]
fn by_cfg_attr() {}

// The second one has another name, but it finds the statement that the first one inserted.
#[lazy_mmu]
#[section]
fn by_another_name() {}

fn main() {}

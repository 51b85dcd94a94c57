//! The attribute is there twice, and one of the two is not meant.

use lazy_mmu_core::lazy_mmu;
use lazy_mmu as section;

// With something between them.
#[lazy_mmu]
#[inline]
#[lazy_mmu(pause)]
fn by_name() {}

// The same, under another path.
#[lazy_mmu]
#[lazy_mmu_core::lazy_mmu]
fn by_path() {}

// Both are there once the condition holds.
#[lazy_mmu]
#[cfg_attr(all(), lazy_mmu)]
fn by_cfg_attr() {}

// What the first one inserted gives the second one away.
#[lazy_mmu]
#[section]
fn by_another_name() {}

fn main() {}

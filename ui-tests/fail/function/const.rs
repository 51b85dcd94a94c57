//! There are no page tables at compile time.

use lazy_mmu_core::lazy_mmu;

// On a function.
#[lazy_mmu]
const fn plain() {}

// The same for a method, in a pause.
struct Table;
impl Table {
    #[lazy_mmu(pause)]
    const fn method(&self) {}
}

// Each of its words is looked at.
#[lazy_mmu]
pub const unsafe extern "C" fn among_others() {}

fn main() {}

//! A `const fn`: no page tables exist at compile time.

use lazy_mmu_core::lazy_mmu;

// A `const fn`.
#[lazy_mmu]
const fn plain() {}

// The same for a method with a pause.
struct Table;
impl Table {
    #[lazy_mmu(pause)]
    const fn method(&self) {}
}

// `const` stands among other keywords.
#[lazy_mmu]
pub const unsafe extern "C" fn among_others() {}

fn main() {}

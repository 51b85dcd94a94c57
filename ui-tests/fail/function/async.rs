//! A section held across `.await` would move between tasks and CPUs.

use lazy_mmu_core::lazy_mmu;

// An `async fn`.
#[lazy_mmu]
async fn plain() {}

// The same for a method with a pause.
struct Table;
impl Table {
    #[lazy_mmu(pause)]
    pub async fn method(&mut self) {}
}

// `cfg_attr` is expanded before the attribute.
#[cfg_attr(all(), lazy_mmu)]
async fn by_cfg_attr() {}

// The error points at the user's `async`, not into the macro.
macro_rules! map {
    ($function:item) => {
        #[lazy_mmu]
        $function
    };
}
map! {
    async fn behind_a_macro() {}
}

// A function inside another function's body.
fn main() {
    #[lazy_mmu]
    async fn in_a_body() {}
}

//! A section held across `.await` would move between tasks and CPUs.

use lazy_mmu_core::lazy_mmu;

// On a function.
#[lazy_mmu]
async fn plain() {}

// The same for a method, in a pause.
struct Table;
impl Table {
    #[lazy_mmu(pause)]
    pub async fn method(&mut self) {}
}

// The condition is decided first.
#[cfg_attr(all(), lazy_mmu)]
async fn by_cfg_attr() {}

// The `async` is where the user wrote it.
macro_rules! map {
    ($function:item) => {
        #[lazy_mmu]
        $function
    };
}
map! {
    async fn behind_a_macro() {}
}

// A function in a body is a function.
fn main() {
    #[lazy_mmu]
    async fn in_a_body() {}
}

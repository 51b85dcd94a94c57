//! A function that makes a future, and an argument that the attribute does not take.

use lazy_mmu_core::lazy_mmu;

// An `async fn`.
//~ error: a section cannot be held across `.await`: put `#[lazy_mmu]` on a plain `fn` that the `async fn` calls
#[lazy_mmu]
pub async fn asynchronous() {}

// A future that is returned, as `async_trait` has it.
//~ error: a section does not cover the future that this function returns, which runs later: put `#[lazy_mmu]` on a plain `fn` that the future calls
#[lazy_mmu]
pub fn returned() -> Box<dyn Future<Output = ()>> {
    Box::new(std::future::ready(()))
}

// A future that is made in the body, as `tokio::main` has it.
//~ error: a section does not cover an `async` block, which runs later or across `.await`: put `#[lazy_mmu]` on a plain `fn` that the block calls, or make the block in another function
#[lazy_mmu]
pub fn made() {
    drop(async {});
}

// An argument without its key.
//~ error: unknown argument: did you mean `#[lazy_mmu(platform = MyKernel)]`?
#[lazy_mmu(MyKernel)]
pub fn misspelt() {}

fn main() {}

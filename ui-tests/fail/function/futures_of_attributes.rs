//! An `async fn` that another attribute makes a plain function, before or after `#[lazy_mmu]` sees it.

use lazy_mmu_core::lazy_mmu;

// `async_trait` has the function return a boxed future.
struct Table;
#[async_trait::async_trait(?Send)]
trait Maps {
    async fn map(&self) -> u8;
    #[lazy_mmu]
    async fn provided(&self) -> u8 {
        self.map().await
    }
}

// The same in the implementation, with a pause.
#[async_trait::async_trait(?Send)]
impl Maps for Table {
    #[lazy_mmu(pause)]
    async fn map(&self) -> u8 {
        1
    }
}

// `#[lazy_mmu]` sees the `impl` first.
#[lazy_mmu]
#[async_trait::async_trait(?Send)]
impl Maps for u8 {
    async fn map(&self) -> u8 {
        1
    }
}

// `tokio::main` runs an `async` block in a plain function.
#[tokio::main(flavor = "current_thread")]
#[lazy_mmu]
async fn main() {}

// `#[lazy_mmu]` sees the `async fn` first.
#[lazy_mmu]
#[tokio::main(flavor = "current_thread")]
async fn lazy_mmu_first() {}

// `tokio::main` on a function with a result.
#[tokio::main(flavor = "current_thread")]
#[lazy_mmu]
async fn with_a_result() -> Result<u8, u8> {
    Ok(map().await)
}
async fn map() -> u8 {
    1
}

// `async_recursion` boxes the future, too.
#[async_recursion::async_recursion]
#[lazy_mmu]
async fn recursive(depth: u8) {
    if depth > 0 {
        recursive(depth - 1).await;
    }
}

// `tracing::instrument` keeps the `async fn`.
#[tracing::instrument]
#[lazy_mmu]
async fn instrumented() {}

// The same with `#[lazy_mmu]` first.
#[lazy_mmu]
#[tracing::instrument]
async fn instrumented_later() {}

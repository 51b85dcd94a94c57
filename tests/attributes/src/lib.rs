//! Other people's attributes beside `#[lazy_mmu]`, in either order, as their crates are today.
//!
//! A file of `tests/` is about one crate. Each asserts that the body runs in a section, and that
//! the section has ended after it. The file of `bare/` is for bare metal, and `tests/booted` boots
//! it. The uses that are refused are in `ui-tests/fail/function/futures_of_attributes.rs`, and here
//! if only a test shows the refusal.
#![no_std]

/// `tokio::test` makes a plain function that runs an `async` block to its end, so the section would
/// stay open while the block waits. Without `#[lazy_mmu]` this is a test that passes:
///
/// ```test_harness
/// #[tokio::test]
/// async fn map() {}
/// ```
///
/// With `#[lazy_mmu]` it does not compile:
///
/// ```compile_fail,test_harness
/// # use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
/// #[tokio::test]
/// #[lazy_mmu(platform = NoLazyMmu)]
/// async fn map() {}
/// ```
///
/// In the other order it does not compile either:
///
/// ```compile_fail,test_harness
/// # use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu)]
/// #[tokio::test]
/// async fn map() {}
/// ```
pub fn tokio_test() {}

//! Other people's attributes beside `#[lazy_mmu]`, in either order, as their crates are today.
//!
//! A file of `tests/` is about one crate. Each asserts that the body runs in a section, and that
//! the section has ended after it. The file of `bare/` is for bare metal, and `tests/booted` boots
//! it. What is refused of them stands in `ui-tests/fail/function/futures_of_attributes.rs`, and
//! here where only a test shows it.
#![no_std]

/// `tokio::test` has a plain function run an `async` block to its end, so the section would be held
/// while it waits. Without the attribute it is a test that passes:
///
/// ```test_harness
/// #[tokio::test]
/// async fn map() {}
/// ```
///
/// With it, it is none:
///
/// ```compile_fail,test_harness
/// # use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
/// #[tokio::test]
/// #[lazy_mmu(platform = NoLazyMmu)]
/// async fn map() {}
/// ```
///
/// Nor is it in the other order:
///
/// ```compile_fail,test_harness
/// # use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu)]
/// #[tokio::test]
/// async fn map() {}
/// ```
pub fn tokio_test() {}

//! `#[tokio::test]`: the futures that it runs call functions that run in a section.

use lazy_mmu_core::lazy_mmu;
use tokio::task::yield_now;
use ui_tests::kernel::sections;

#[lazy_mmu]
fn map() -> u8 {
    sections()
}

#[tokio::test]
async fn a_section_is_over_before_the_future_waits() {
    for _ in 0..3 {
        assert_eq!(map(), 1);
        yield_now().await;
        assert_eq!(sections(), 0);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn another_future_of_the_thread_is_in_no_section() {
    let other = tokio::spawn(async { sections() });
    assert_eq!(map(), 1);
    assert_eq!(other.await.unwrap(), 0);
}

#[tokio::main(flavor = "current_thread")]
async fn run() -> [u8; 2] {
    [map(), sections()]
}

#[test]
fn a_main_of_tokio_calls_functions_that_run_in_a_section() {
    assert_eq!(run(), [1, 0]);
}

/// This function makes a runtime itself, and runs the future of another function.
#[lazy_mmu]
fn runs_a_future_to_its_end() -> u8 {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(inside())
}

async fn inside() -> u8 {
    sections()
}

#[test]
fn a_runtime_in_a_section_runs_in_it() {
    assert_eq!(runs_a_future_to_its_end(), 1);
    assert_eq!(sections(), 0);
}

//! `#[wasm_bindgen_test]`: on this host, if a test asks for that, it is a plain test.

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test(unsupported = test)]
#[lazy_mmu]
fn a_test_below_runs_in_a_section() {
    assert_eq!(sections(), 1);
}

#[lazy_mmu]
#[wasm_bindgen_test(unsupported = test)]
fn a_test_above_runs_in_a_section() {
    assert_eq!(sections(), 1);
}

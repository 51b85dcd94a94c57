//! `pause` instead of a section, inside one and outside.
#![deny(warnings)]

use lazy_mmu_core::{Mode, is_active, lazy_mmu};
use ui_tests::kernel::{K, pauses, sections, trace};

#[lazy_mmu]
fn outer() {
    assert!(is_active::<K>());
    inner();
    assert!(is_active::<K>());
}

#[lazy_mmu(pause)]
fn inner() {
    assert_eq!((sections(), pauses()), (1, 1));
    assert!(!is_active::<K>());
    assert_eq!(sections_of_a_hidden_callee(), 1, "no section counts in a pause");
}

#[lazy_mmu]
fn sections_of_a_hidden_callee() -> u8 {
    sections()
}

#[lazy_mmu(platform = M, pause)]
fn generic<M: Mode>() -> u8 {
    pauses()
}

fn main() {
    outer();
    assert_eq!(trace(), ["enable", "pause", "resume", "disable"]);
    assert_eq!(generic::<K>(), 1);
    assert_eq!((sections(), pauses()), (0, 0));
}

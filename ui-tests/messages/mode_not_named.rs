//! Calls that do not name their mode.

use std::sync::atomic::AtomicU64;

use lazy_mmu_core::{DeferringGuard, NoLazyMmu, PauseGuard, Unsettled, flush, paused, section};

// A flush.
pub fn flushed() {
    flush();
}

// A store.
pub fn stored(entry: &AtomicU64) {
    lazy_mmu_arm64::set_pte(entry, 3);
}

// A closure's section.
pub fn section_of_a_closure() {
    section(|mmu| mmu.flush());
}

// A closure's pause.
pub fn pause_of_a_closure() {
    paused(|| ());
}

// A pause.
pub fn pause() {
    let _pause = PauseGuard::pause();
}

// A deferring section.
pub fn deferring_section() {
    let _section = DeferringGuard::enable_given_address();
}

// A deferring section that does not name the type that its function returns.
pub fn deferring_section_of_any_result() {
    let _section = DeferringGuard::<NoLazyMmu>::enable();
}

// An `Unsettled` that is left to the caller's section.
pub fn mapping_left() {
    Unsettled::new(0x1000).leave();
}

// An `Unsettled` in a variable.
pub fn mapping_in_a_variable() {
    let page = Unsettled::new(0x1000);
    page.flush();
}

fn main() {}

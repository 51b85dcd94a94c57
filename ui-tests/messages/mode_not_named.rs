//! Calls that do not say of which mode they are.

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

// A section that defers.
pub fn deferring_section() {
    let _section = DeferringGuard::enable_given_address();
}

// A section that defers in a function that returns what?
pub fn deferring_section_of_any_result() {
    let _section = DeferringGuard::<NoLazyMmu>::enable();
}

// A mapping that is left to the caller's section, of any mode.
pub fn mapping_left() {
    Unsettled::new(0x1000).leave();
}

// A mapping in a variable, of any mode.
pub fn mapping_in_a_variable() {
    let page = Unsettled::new(0x1000);
    page.flush();
}

fn main() {}

//! What a kernel's lints find, and no compiler by default: the lint of each line stands behind it.

use lazy_mmu_core::{
    DeferringGuard, LazyMmuGuard, NoLazyMmu, PauseGuard, Platform, Slot, Unsettled, lazy_mmu,
};

pub fn section_thrown_away() {
    let _ = LazyMmuGuard::<NoLazyMmu>::enable(); //~ let_underscore_drop
    _ = PauseGuard::<NoLazyMmu>::pause(); //~ let_underscore_drop
}

pub fn guard_forgotten() {
    core::mem::forget(LazyMmuGuard::<NoLazyMmu>::enable()); //~ clippy::mem_forget
}

pub async fn section_held(page: impl Future) {
    let _section = LazyMmuGuard::<NoLazyMmu>::enable(); //~ clippy::await_holding_invalid_type
    page.await;
}

pub async fn deferring_section_held(page: impl Future) {
    let _section = DeferringGuard::<NoLazyMmu>::enable_given_address(); //~ clippy::await_holding_invalid_type
    page.await;
}

pub async fn pause_held(page: impl Future) {
    let _pause = PauseGuard::<NoLazyMmu>::pause(); //~ clippy::await_holding_invalid_type
    page.await;
}

pub async fn handler_held<P: Platform>(slot: &Slot<P::Arch>, page: impl Future) {
    let _handler = slot.interrupt::<P>(); //~ clippy::await_holding_invalid_type
    page.await;
}

pub async fn unsettled_held(page: impl Future) -> u64 {
    let address = Unsettled::<u64, NoLazyMmu>::new(0x1000); //~ clippy::await_holding_invalid_type
    page.await;
    address.flush()
}

// The same functions without the mistakes.

pub fn section_kept() {
    let _section = LazyMmuGuard::<NoLazyMmu>::enable();
    let _pause = PauseGuard::<NoLazyMmu>::pause();
}

pub async fn section_ended(page: impl Future) {
    {
        let _section = LazyMmuGuard::<NoLazyMmu>::enable();
        let _deferring = DeferringGuard::<NoLazyMmu>::enable_given_address();
        let _pause = PauseGuard::<NoLazyMmu>::pause();
    }
    page.await;
}

pub async fn handler_ended<P: Platform>(slot: &Slot<P::Arch>, page: impl Future) {
    drop(slot.interrupt::<P>());
    page.await;
}

pub async fn settled(page: impl Future) -> u64 {
    let address = map();
    page.await;
    address
}

#[lazy_mmu(platform = NoLazyMmu)]
fn map() -> u64 {
    Unsettled::<u64, NoLazyMmu>::new(0x1000).flush()
}

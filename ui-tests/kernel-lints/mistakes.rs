//! Mistakes that rustc does not find by default. Behind each stands the lint that does.

use lazy_mmu_core::{
    DeferringGuard, LazyMmuGuard, NoLazyMmu as Kernel, PauseGuard, Platform, Slot, Unsettled,
    lazy_mmu,
};

pub fn section_thrown_away() {
    let _ = LazyMmuGuard::<Kernel>::enable(); //~ let_underscore_drop
    _ = PauseGuard::<Kernel>::pause(); //~ let_underscore_drop
}

pub fn guard_forgotten() {
    core::mem::forget(LazyMmuGuard::<Kernel>::enable()); //~ mem_forget
}

pub async fn section_held(page: impl Future) {
    let _section = LazyMmuGuard::<Kernel>::enable(); //~ await_holding_invalid_type
    page.await;
}

pub async fn deferring_section_held(page: impl Future) {
    let _section = DeferringGuard::<Kernel>::enable_given_address(); //~ await_holding_invalid_type
    page.await;
}

pub async fn pause_held(page: impl Future) {
    let _pause = PauseGuard::<Kernel>::pause(); //~ await_holding_invalid_type
    page.await;
}

pub async fn handler_held<P: Platform>(slot: &Slot<P::Arch>, page: impl Future) {
    let _handler = slot.interrupt::<P>(); //~ await_holding_invalid_type
    page.await;
}

pub async fn unsettled_held(page: impl Future) -> u64 {
    let address = Unsettled::<u64, Kernel>::new(0x1000); //~ await_holding_invalid_type
    page.await;
    address.flush()
}

// The same functions without the mistakes.

pub fn section_kept() {
    let _section = LazyMmuGuard::<Kernel>::enable();
    let _pause = PauseGuard::<Kernel>::pause();
}

pub async fn section_ended(page: impl Future) {
    {
        let _section = LazyMmuGuard::<Kernel>::enable();
        let _deferring = DeferringGuard::<Kernel>::enable_given_address();
        let _pause = PauseGuard::<Kernel>::pause();
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

#[lazy_mmu(platform = Kernel)]
fn map() -> u64 {
    Unsettled::<u64, Kernel>::new(0x1000).flush()
}

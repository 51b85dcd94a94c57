//! An executor may go on with the future on another CPU.

use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};

async fn read_page() {}

async fn map() {
    let _section = LazyMmuGuard::<NoLazyMmu>::enable();
    read_page().await;
}

fn spawn(_: impl Future + Send) {}

fn main() {
    spawn(map());
}

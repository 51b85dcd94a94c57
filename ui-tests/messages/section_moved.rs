//! A section that would go on in another task, or on another CPU.

use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};

// An executor may go on with the future on another CPU.
async fn held_across_an_await(read_page: impl Future + Send) {
    let _section = LazyMmuGuard::<NoLazyMmu>::enable();
    read_page.await;
}

pub fn executor() {
    spawn(held_across_an_await(async {}));
}

fn spawn(_: impl Future + Send) {}

// A section belongs to the task that opened it.
pub fn sent_to_a_thread() {
    let section = LazyMmuGuard::<NoLazyMmu>::enable();
    std::thread::spawn(move || drop(section));
}

fn main() {}

//! A section, a pause or an `Unsettled` that would move to another task or CPU.

use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, PauseGuard, Unsettled};

// An executor may resume the future on another CPU.
async fn held_across_an_await(read_page: impl Future + Send) {
    let _section = LazyMmuGuard::<NoLazyMmu>::enable();
    read_page.await;
}

pub fn executor() {
    spawn(held_across_an_await(async {}));
}

fn spawn(_: impl Future + Send) {}

// A section belongs to the task that began it.
pub fn sent_to_a_thread() {
    let section = LazyMmuGuard::<NoLazyMmu>::enable();
    std::thread::spawn(move || drop(section));
}

// A pause belongs to the task that began it.
pub fn pause_sent_to_a_thread() {
    let pause = PauseGuard::<NoLazyMmu>::pause();
    std::thread::spawn(move || drop(pause));
}

// One task cannot flush what another has deferred.
pub fn unsettled_sent_to_a_thread(page: Unsettled<u64, NoLazyMmu>) {
    std::thread::spawn(move || page.flush());
}

fn main() {}

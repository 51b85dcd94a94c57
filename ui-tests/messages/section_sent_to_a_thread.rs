//! A section belongs to the task that opened it.

use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};

fn main() {
    let section = LazyMmuGuard::<NoLazyMmu>::enable();
    std::thread::spawn(move || drop(section));
}

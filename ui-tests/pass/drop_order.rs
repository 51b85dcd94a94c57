//! First the body's locals drop, then the section ends, then the arguments drop.
#![deny(warnings)]

use std::sync::{Mutex, MutexGuard};

use lazy_mmu_core::{LazyMmuGuard, lazy_mmu};
use ui_tests::kernel::{K, note, sections, trace};

struct Noted(&'static str);

impl Drop for Noted {
    fn drop(&mut self) {
        note(self.0);
    }
}

#[lazy_mmu]
fn arguments_and_locals(_argument: Noted, _: Noted) -> usize {
    let _local = Noted("local");
    let _: &LazyMmuGuard<K> = &LazyMmuGuard::enable();
    Noted("temporary of the last expression").0.len()
}

#[lazy_mmu(guard = mmu)]
fn arguments_and_locals_of_a_named_guard(_argument: Noted) {
    let _local = Noted("local");
    mmu.flush();
}

#[lazy_mmu]
fn locked(table: MutexGuard<'_, u8>) -> u8 {
    *table
}

fn main() {
    arguments_and_locals(Noted("argument"), Noted("ignored argument"));
    assert_eq!(
        trace(),
        ["enable", "enable", "temporary of the last expression", "disable", "local", "disable", "ignored argument", "argument"]
    );
    arguments_and_locals_of_a_named_guard(Noted("argument"));
    assert_eq!(trace(), ["enable", "flush", "local", "disable", "argument"]);
    let table = Mutex::new(3);
    assert_eq!(locked(table.lock().unwrap()), 3);
    assert!(table.try_lock().is_ok());
    assert_eq!(sections(), 0);
}

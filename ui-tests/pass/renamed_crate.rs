//! `crate = …`: the crate is found under another name, and under that name only.
#![deny(warnings)]

use std::cell::Cell;

use ui_tests::kernel::{sections, trace};

mod sync {
    pub(crate) extern crate lazy_mmu_core as mmu;
}

#[sync::mmu::lazy_mmu(crate = sync::mmu)]
fn renamed() -> u8 {
    sections()
}

#[sync::mmu::lazy_mmu(crate = self::sync::mmu, guard = mmu, platform = sync::mmu::Global)]
fn renamed_with_a_name() -> u8 {
    mmu.suspend(sections)
}

/// Not the crate, but called like it: so it is seen who is called.
mod double {
    use super::Cell;

    thread_local!(pub(crate) static OPEN: Cell<u8> = const { Cell::new(0) });

    pub(crate) struct Global;

    pub(crate) struct LazyMmuGuard<M>(std::marker::PhantomData<M>);

    impl<M> LazyMmuGuard<M> {
        pub(crate) fn enable() -> Self {
            OPEN.set(OPEN.get() + 1);
            Self(std::marker::PhantomData)
        }
    }

    impl<M> Drop for LazyMmuGuard<M> {
        fn drop(&mut self) {
            OPEN.set(OPEN.get() - 1);
        }
    }
}

#[sync::mmu::lazy_mmu(crate = double)]
fn of_the_double() -> u8 {
    double::OPEN.get()
}

fn main() {
    assert_eq!(renamed(), 1);
    assert_eq!(renamed_with_a_name(), 0);
    trace();
    assert_eq!(of_the_double(), 1);
    assert_eq!(double::OPEN.get(), 0);
    assert!(trace().is_empty());
}

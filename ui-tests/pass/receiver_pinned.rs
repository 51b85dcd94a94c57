//! `self: Pin<&mut Self>`.
#![deny(warnings)]

use std::marker::PhantomPinned;
use std::pin::{Pin, pin};

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

struct Table {
    entries: u8,
    _pinned: PhantomPinned,
}

impl Table {
    #[lazy_mmu]
    fn pinned(self: Pin<&mut Self>) -> u8 {
        self.entries * sections()
    }
}

fn main() {
    let table = pin!(Table { entries: 3, _pinned: PhantomPinned });
    assert_eq!(table.pinned(), 3);
    assert_eq!(sections(), 0);
}

//! With every receiver.
#![deny(warnings)]

use std::pin::Pin;
use std::rc::Rc;

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[derive(Default)]
struct Table {
    entries: Vec<u8>,
}

impl Table {
    #[lazy_mmu]
    fn new() -> Self {
        Self { entries: vec![sections()] }
    }

    #[lazy_mmu]
    fn by_ref(&self) -> &[u8] {
        &self.entries
    }

    #[lazy_mmu]
    fn by_mut(&mut self) -> &mut u8 {
        self.entries.push(sections());
        self.entries.last_mut().unwrap()
    }

    #[lazy_mmu]
    fn by_value(mut self) -> Vec<u8> {
        self.entries.push(sections());
        self.entries
    }

    #[lazy_mmu]
    fn boxed(self: Box<Self>) -> u8 {
        sections()
    }

    #[lazy_mmu]
    fn counted(self: &Rc<Self>) -> u8 {
        sections()
    }

    #[lazy_mmu]
    fn pinned(self: Pin<&mut Self>) -> u8 {
        sections()
    }
}

fn main() {
    let mut table = Table::new();
    assert_eq!(table.by_ref(), [1]);
    assert_eq!(*table.by_mut(), 1);
    assert_eq!(table.by_value(), [1, 1, 1]);
    assert_eq!(Box::<Table>::default().boxed(), 1);
    assert_eq!(Rc::<Table>::default().counted(), 1);
    assert_eq!(Box::pin(Table::default()).as_mut().pinned(), 1);
    assert_eq!(sections(), 0);
}

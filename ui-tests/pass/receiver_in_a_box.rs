//! `self: Box<Self>`, `Rc<Self>` and `&Arc<Self>`.
#![deny(warnings)]

use std::rc::Rc;
use std::sync::Arc;

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

struct Table(u8);

impl Table {
    #[lazy_mmu]
    fn boxed(self: Box<Self>) -> u8 {
        self.0 * sections()
    }

    #[lazy_mmu]
    fn counted(self: Rc<Self>) -> u8 {
        self.0 * sections()
    }

    #[lazy_mmu]
    fn borrowed(self: &Arc<Self>) -> u8 {
        self.0 * sections()
    }
}

fn main() {
    assert_eq!(Box::new(Table(3)).boxed(), 3);
    assert_eq!(Rc::new(Table(4)).counted(), 4);
    assert_eq!(Arc::new(Table(5)).borrowed(), 5);
    assert_eq!(sections(), 0);
}

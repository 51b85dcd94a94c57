//! `&self` and `&mut self`, with results that borrow from them.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

struct Table(Vec<u8>);

impl Table {
    #[lazy_mmu]
    fn entries(&self) -> &[u8] {
        assert_eq!(sections(), 1);
        &self.0
    }

    #[lazy_mmu]
    fn push(&mut self) -> &mut u8 {
        self.0.push(sections());
        self.0.last_mut().unwrap()
    }
}

fn main() {
    let mut table = Table(vec![9]);
    *table.push() += 2;
    assert_eq!(table.entries(), [9, 3]);
    assert_eq!(sections(), 0);
}

//! With a default body, and where a trait is implemented.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

trait Table {
    fn map(&mut self) -> u8;

    #[lazy_mmu]
    fn map_two(&mut self) -> u8 {
        self.map() + self.map()
    }

    #[lazy_mmu]
    fn boxed(self: Box<Self>) -> u8
    where
        Self: Sized,
    {
        sections()
    }
}

struct Own;

impl Table for Own {
    #[lazy_mmu]
    fn map(&mut self) -> u8 {
        sections()
    }
}

impl Drop for Own {
    #[lazy_mmu]
    fn drop(&mut self) {
        assert_eq!(sections(), 1);
    }
}

fn main() {
    let mut own = Own;
    assert_eq!(own.map(), 1);
    assert_eq!(own.map_two(), 4);
    assert_eq!((&mut own as &mut dyn Table).map_two(), 4);
    drop(own);
    assert_eq!(Box::new(Own).boxed(), 1);
    assert_eq!(sections(), 0);
}

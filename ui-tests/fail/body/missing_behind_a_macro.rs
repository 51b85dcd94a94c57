//! The `;` is where the user wrote it.

use lazy_mmu_core::lazy_mmu;

macro_rules! declare {
    ($($function:tt)*) => {
        trait Table {
            #[lazy_mmu]
            $($function)*
        }
    };
}

declare!(
    fn map(&mut self);
);

fn main() {}

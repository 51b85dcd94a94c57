//! A macro writes the whole function: from an `item`, or from tokens.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

macro_rules! from_an_item {
    ($function:item) => {
        #[lazy_mmu]
        $function
    };
}

from_an_item! {
    /// Public and generic.
    pub fn item<T: Fn() -> u8>(f: T) -> u8 {
        f()
    }
}

macro_rules! from_tokens {
    ($($function:tt)*) => {
        #[lazy_mmu]
        $($function)*
    };
}

from_tokens! {
    fn tokens() -> u8 {
        use ui_tests::kernel::sections as now;
        now()
    }
}

fn main() {
    assert_eq!(item(sections), 1);
    assert_eq!(tokens(), 1);
    assert_eq!(sections(), 0);
}

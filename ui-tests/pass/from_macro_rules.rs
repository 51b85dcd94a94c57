//! Functions that a macro writes: whole, or from fragments, which the compiler hands on in invisible groups.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

macro_rules! from_fragments {
    ($(#[$attribute:meta])* $vis:vis fn $name:ident($argument:pat_param, $type:ty) -> $result:ty $body:block) => {
        #[lazy_mmu]
        $(#[$attribute])*
        $vis fn $name($argument: $type) -> $result $body
    };
}

from_fragments! {
    #[inline]
    fn fragments((pages, _), (u8, u8)) -> u8 {
        use ui_tests::kernel::sections as now;
        pages * now()
    }
}

macro_rules! whole {
    ($function:item) => {
        #[lazy_mmu]
        $function
    };
}

whole! {
    pub fn whole<T: Fn() -> u8>(f: T) -> u8 {
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
        sections()
    }
}

macro_rules! from_statements {
    ($name:ident: $item:item $statement:stmt; $last:expr) => {
        #[lazy_mmu]
        fn $name() -> u8 {
            $item
            $statement;
            $last
        }
    };
}

from_statements!(statements: use ui_tests::kernel::sections as now; let pages = 3; pages * now());

struct Table;

macro_rules! methods {
    ($($receiver:tt)*) => {
        impl Table {
            #[lazy_mmu]
            fn method($($receiver)*) -> u8 {
                sections()
            }
        }
    };
}

methods!(&self);

fn main() {
    assert_eq!(fragments((3, 0)), 3);
    assert_eq!(whole(sections), 1);
    assert_eq!(tokens(), 1);
    assert_eq!(statements(), 3);
    assert_eq!(Table.method(), 1);
    assert_eq!(sections(), 0);
}

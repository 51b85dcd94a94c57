//! Functions that a macro writes, as a whole or in parts.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

// The whole function: from an `item`, or from tokens.

macro_rules! from_an_item {
    ($function:item) => {
        #[lazy_mmu]
        $function
    };
}

from_an_item! {
    /// Public and generic.
    pub fn item<T: Fn() -> u8>(callback: T) -> u8 {
        callback()
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

macro_rules! with_the_attribute {
    ($($function:tt)*) => {
        $($function)*
    };
}

with_the_attribute! {
    #[lazy_mmu]
    fn attribute_among_the_tokens() -> u8 {
        sections()
    }
}

// Each part of the function from a fragment, which the compiler passes on in an invisible group.

macro_rules! from_fragments {
    (
        $(#[$attribute:meta])* $vis:vis $name:ident<$lifetime:lifetime, $t:ident: $bound:path>
        ($argument:pat_param, $type:ty; $entry:ident, $more:ident) -> $result:ty $body:block
    ) => {
        #[lazy_mmu]
        $(#[$attribute])*
        $vis fn $name<$lifetime, $t: $bound>($argument: $type, $entry: &$lifetime [$t], $more: &$lifetime [$t]) -> $result $body
    };
}

from_fragments! {
    #[inline]
    pub(crate) fragments<'a, T: Copy>((page, _), (usize, u8); entries, more) -> Option<&'a T> {
        use ui_tests::kernel::sections as now;
        entries.get(page + usize::from(now())).or_else(|| more.first())
    }
}

// The body from an item, a statement and an expression.

macro_rules! body {
    ($name:ident: $item:item $statement:stmt; $last:expr) => {
        #[lazy_mmu]
        fn $name() -> u8 {
            $item
            $statement;
            $last
        }
    };
}

body!(body: use ui_tests::kernel::sections as now; let pages = 3; pages * now());

macro_rules! page {
    () => {
        sections() + 1
    };
}

/// A macro as its last expression.
#[lazy_mmu]
fn last_expression() -> u8 {
    page!()
}

// `self` belongs to the macro or to its caller, whichever wrote it.

struct Table(u8);

macro_rules! method {
    ($name:ident($($receiver:tt)*) $body:expr) => {
        impl Table {
            #[lazy_mmu]
            fn $name($($receiver)*) -> u8 {
                $body
            }
        }
    };
}

method!(by_ref(&self) self.0 * sections());
method!(by_value(self: Box<Self>) self.0 * sections());

fn main() {
    assert_eq!([item(sections), tokens(), attribute_among_the_tokens()], [1, 1, 1]);
    assert_eq!(fragments((1, 0), &[7, 8, 9], &[]), Some(&9));
    assert_eq!([body(), last_expression()], [3, 2]);
    assert_eq!(Table(3).by_ref(), 3);
    assert_eq!(Box::new(Table(4)).by_value(), 4);
    assert_eq!(sections(), 0);
}

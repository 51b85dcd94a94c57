//! The statement goes after the items at the start of a body, so clippy has nothing to say.
#![deny(warnings, clippy::items_after_statements)]

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
fn with_items() -> u8 {
    #![allow(unused_mut)]
    use ui_tests::kernel::sections;

    const PAGES: u8 = 3;
    #[cfg(any())]
    const NEVER: () = ();
    macro_rules! pages {
        () => {
            PAGES * sections()
        };
    }
    struct Unit;
    impl Unit {
        fn pages(self) -> u8 {
            pages!()
        }
    }

    let mut unit = Unit;
    unit.pages()
}

#[lazy_mmu]
fn with_items_only() {
    #[allow(dead_code)]
    const PAGES: u8 = 3;
}

#[lazy_mmu]
fn with_a_macro_first() -> u8 {
    assert_eq!(ui_tests::kernel::sections(), 1);
    3
}

macro_rules! items {
    ($($item:item)*) => {
        $($item)*
    };
}

/// The one place where the lint sees the statement: what the macro writes is not known before, and statements must run in the section.
#[expect(clippy::items_after_statements)]
#[lazy_mmu]
fn with_items_of_a_macro_first() -> u8 {
    items! {
        const PAGES: u8 = 3;
    }
    use ui_tests::kernel::sections;
    PAGES * sections()
}

fn main() {
    assert_eq!(with_items(), 3);
    with_items_only();
    assert_eq!(with_a_macro_first(), 3);
    assert_eq!(with_items_of_a_macro_first(), 3);
}

//! Free functions, and what may stand in their bodies.

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

/// Empty.
#[lazy_mmu]
pub fn nothing() {}

/// An expression.
#[lazy_mmu]
#[must_use]
pub fn expression() -> u8 {
    sections()
}

/// Statements and an expression.
#[lazy_mmu]
#[must_use]
pub fn statements(pages: &[u8]) -> u8 {
    let mut sum = sections();
    for page in pages {
        sum += page;
    }
    sum
}

/// Items first.
#[lazy_mmu]
#[must_use]
pub fn items() -> u8 {
    use ui_tests::kernel::pauses;
    const PAGES: u8 = 3;

    PAGES * pauses()
}

/// Inner attributes first.
#[lazy_mmu]
#[must_use]
pub fn inner_attributes(page: u8) -> u8 {
    #![allow(clippy::needless_return, reason = "it shows that the attribute applies")]
    return page + sections();
}

/// A macro first.
///
/// # Panics
///
/// If it is called in a section.
#[lazy_mmu]
pub fn a_macro() {
    assert_eq!(sections(), 1, "one section");
}

/// A closure, called in the section and outside.
#[lazy_mmu]
pub fn a_closure() -> impl Fn() -> u8 {
    let twice = |page: u8| page * 2;
    let inside = twice(sections());
    move || inside + twice(sections())
}

/// A loop that ends by `break`, and a labelled block.
#[lazy_mmu]
#[must_use]
pub fn jumps(pages: &[u8]) -> u8 {
    let first = 'found: {
        for page in pages {
            if *page > 3 {
                break 'found *page;
            }
        }
        0
    };
    let mut rest = first;
    loop {
        rest += 1;
        if rest > 9 {
            break rest + sections();
        }
    }
}

/// Locals that mean something when they drop.
#[lazy_mmu]
#[must_use]
pub fn locals(pages: &[u8]) -> usize {
    let copies = pages.to_vec();
    let boxed: Box<[u8]> = copies.into_boxed_slice();
    boxed.len()
}

/// A function in a function, both with the attribute.
#[lazy_mmu]
#[must_use]
pub fn nested() -> u8 {
    #[lazy_mmu]
    #[expect(clippy::single_call_fn, reason = "that is the shape")]
    fn inner() -> u8 {
        sections()
    }
    inner()
}

/// Other attributes on either side.
#[inline]
#[lazy_mmu]
#[cold]
#[track_caller]
#[must_use = "text"]
pub fn other_attributes(page: Option<u8>) -> u8 {
    page.map_or(0, |number| number + sections())
}

/// As little visible as can be.
#[lazy_mmu]
#[expect(clippy::single_call_fn, reason = "that is the shape")]
fn private() -> u8 {
    sections()
}

/// Visible in the crate only.
#[lazy_mmu]
#[expect(clippy::single_call_fn, reason = "that is the shape")]
pub(crate) fn of_the_crate() -> u8 {
    private()
}

/// Calls them.
#[lazy_mmu]
#[must_use]
pub fn calls() -> u8 {
    of_the_crate()
}

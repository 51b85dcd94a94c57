//! Other attributes, before and after `#[lazy_mmu]`.
#![deny(warnings)]

use std::panic::Location;

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::{pauses, sections};

// One condition decides whether the attribute is there; another removes the function before the
// attribute sees it.

#[cfg(any())]
#[lazy_mmu]
async fn never_compiled() {}

#[cfg_attr(all(), lazy_mmu)]
fn conditionally() -> u8 {
    sections()
}

#[cfg_attr(any(), lazy_mmu)]
fn conditionally_not() -> u8 {
    sections()
}

#[cfg_attr(all(), lazy_mmu(pause), inline)]
fn conditionally_paused() -> u8 {
    pauses()
}

// Doc comments are attributes too.

/// A comment before the attribute.
#[lazy_mmu]
/// A comment after it.
/** And a block. */
pub fn doc_comments() -> u8 {
    sections()
}

// `#[inline]`, `#[cold]`, `#[must_use]` and `#[deprecated]` still apply to the function: the
// expected lints appear.

#[lazy_mmu]
#[inline]
#[must_use = "text"]
fn inline() -> u8 {
    sections()
}

#[cold]
#[inline(never)]
#[lazy_mmu]
fn cold() -> u8 {
    sections()
}

#[deprecated]
#[lazy_mmu]
#[expect(unused_variables)]
fn deprecated() -> u8 {
    let unused = 1;
    sections()
}

// `#[track_caller]`.

#[track_caller]
#[lazy_mmu]
fn track_caller_before() -> u32 {
    assert_eq!(sections(), 1);
    Location::caller().line()
}

#[lazy_mmu]
#[track_caller]
fn track_caller_after() -> u32 {
    assert_eq!(sections(), 1);
    Location::caller().line()
}

// `#[unsafe(no_mangle)]` and `#[unsafe(export_name = "…")]`: the linker finds the functions by
// their symbols.

#[lazy_mmu]
#[unsafe(no_mangle)]
pub extern "C" fn lazy_mmu_ui_tests_map(page: u8) -> u8 {
    page * sections()
}

#[unsafe(export_name = "lazy_mmu_ui_tests_unmap")]
#[lazy_mmu]
pub extern "C" fn unmap(page: u8) -> u8 {
    page * sections()
}

mod by_symbol {
    unsafe extern "C" {
        pub(crate) safe fn lazy_mmu_ui_tests_map(page: u8) -> u8;
        pub(crate) safe fn lazy_mmu_ui_tests_unmap(page: u8) -> u8;
    }
}

fn main() {
    assert_eq!([conditionally(), conditionally_not(), conditionally_paused()], [1, 0, 1]);
    assert_eq!(doc_comments(), 1);
    #[expect(unused_must_use)]
    {
        inline();
    }
    #[expect(deprecated)]
    let old = deprecated();
    assert_eq!([inline(), cold(), old], [1, 1, 1]);
    assert_eq!(track_caller_before(), line!());
    assert_eq!(track_caller_after(), line!());
    assert_eq!(by_symbol::lazy_mmu_ui_tests_map(3), 3);
    assert_eq!(by_symbol::lazy_mmu_ui_tests_unmap(4), 4);
    assert_eq!((sections(), pauses()), (0, 0));
}

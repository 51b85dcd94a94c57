//! Bodies: empty, of one expression or many, with items and attributes first; and the order of
//! drops.
#![deny(warnings, clippy::items_after_statements)]

use std::sync::{Mutex, MutexGuard};

use lazy_mmu_core::{LazyMmuGuard, lazy_mmu};
use ui_tests::kernel::{K, note, sections, trace};

/// An empty body has a section, too.
#[lazy_mmu]
fn empty() {}

// A match, a labelled block, a loop, a `const` or `unsafe` block: the body keeps its value.

#[lazy_mmu]
fn a_match(page: Option<u8>) -> u8 {
    match page {
        Some(number) if number > 3 => number,
        Some(_) | None => sections(),
    }
}

#[lazy_mmu]
fn a_labelled_block() -> u8 {
    'found: {
        if sections() > 0 {
            break 'found sections();
        }
        9
    }
}

#[lazy_mmu]
fn a_loop() -> u8 {
    let mut pages = 0..3;
    loop {
        if pages.next().is_none() {
            break sections();
        }
    }
}

#[lazy_mmu]
fn a_const_block() -> u8 {
    const { 1 }
}

#[lazy_mmu]
fn an_unsafe_block() -> u8 {
    // SAFETY: the function has no conditions.
    unsafe { asks_for_nothing() }
}

unsafe fn asks_for_nothing() -> u8 {
    sections()
}

/// A closure that is called in the section and outside.
#[lazy_mmu]
fn a_closure() -> impl Fn() -> u8 {
    let twice = |page: u8| page * 2;
    let inside = twice(sections());
    move || inside + twice(sections())
}

/// A body of type `!` in a function that returns: the `return` ends the section.
#[lazy_mmu]
fn diverges() -> Result<u8, ()> {
    loop {
        assert!(sections() > 0, "or this would never end");
        if sections() == 1 {
            return Err(());
        }
    }
}

/// Each level of a recursion is a level of the mode.
#[lazy_mmu]
fn recurses(depth: u8) -> u8 {
    if depth == 0 { sections() } else { recurses(depth - 1) }
}

/// Attributes at the start of a body stay first in it.
#[lazy_mmu]
fn inner_attributes(pages: u8) -> u8 {
    #![expect(unused_variables)]
    let unused = 1;
    pages * sections()
}

// A doc comment is an inner attribute.
#[lazy_mmu]
fn inner_attributes_only() {
    //! A comment.
    #![allow(unused)]
}

/// The inserted statement follows the items at the start of a body, so clippy does not complain.
#[lazy_mmu]
fn items() -> u8 {
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
fn items_only() {
    #[allow(dead_code)]
    const PAGES: u8 = 3;
}

#[lazy_mmu]
fn a_macro_first() -> u8 {
    assert_eq!(sections(), 1);
    3
}

macro_rules! items {
    ($($item:item)*) => {
        $($item)*
    };
}

/// Here alone the lint sees the inserted statement. The macro may write statements, which run in
/// the section, so the inserted one comes first.
#[expect(clippy::items_after_statements)]
#[lazy_mmu]
fn items_of_a_macro_first() -> u8 {
    items! {
        const PAGES: u8 = 3;
    }
    use ui_tests::kernel::sections;
    PAGES * sections()
}

// The body's locals drop, then the section ends, then the arguments drop.

struct Noted(&'static str);

impl Drop for Noted {
    fn drop(&mut self) {
        note(self.0);
    }
}

#[lazy_mmu]
fn arguments_and_locals(_argument: Noted, _: Noted) -> usize {
    let _local = Noted("local");
    let _guard: &LazyMmuGuard<K> = &LazyMmuGuard::enable();
    Noted("temporary of the last expression").0.len()
}

#[lazy_mmu(guard = mmu)]
fn arguments_and_locals_of_a_named_guard(_argument: Noted) {
    let _local = Noted("local");
    mmu.flush();
}

#[lazy_mmu]
fn locked(table: MutexGuard<'_, u8>) -> u8 {
    *table
}

#[lazy_mmu]
fn locked_by_the_last_expression(table: &Mutex<u8>) -> u8 {
    *table.lock().unwrap()
}

fn main() {
    empty();
    inner_attributes_only();
    items_only();
    assert_eq!(trace(), ["enable", "disable"].repeat(3));

    assert_eq!(arguments_and_locals(Noted("argument"), Noted("ignored argument")), 32);
    assert_eq!(
        trace(),
        ["enable", "enable", "temporary of the last expression", "disable", "local", "disable", "ignored argument", "argument"]
    );
    arguments_and_locals_of_a_named_guard(Noted("argument"));
    assert_eq!(trace(), ["enable", "flush", "local", "disable", "argument"]);
    let table = Mutex::new(3);
    assert_eq!(locked(table.lock().unwrap()), 3);
    assert!(table.try_lock().is_ok());
    assert_eq!(locked_by_the_last_expression(&table), 3);

    assert_eq!([a_match(None), a_labelled_block(), a_loop(), a_const_block(), an_unsafe_block()], [1; 5]);
    assert_eq!(a_closure()(), 2);
    assert_eq!(diverges(), Err(()));
    assert_eq!(recurses(9), 10);
    assert_eq!([inner_attributes(3), items(), a_macro_first(), items_of_a_macro_first()], [3; 4]);
    assert_eq!(sections(), 0);
}

//! Results of every kind, and each way to return them.
#![deny(warnings)]

use std::error::Error;
use std::future::ready;
use std::panic::{catch_unwind, resume_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::{sections, trace};

// The result borrows from an argument: by elision, by name, or conditionally.

#[lazy_mmu]
fn borrowed(table: &mut [u8], index: usize) -> &mut u8 {
    table[index] += sections();
    &mut table[index]
}

#[lazy_mmu]
fn borrowed_by_name<'a>(first: &'a [u8], second: &'a [u8]) -> &'a [u8] {
    if first.len() > second.len() { first } else { second }
}

#[lazy_mmu]
fn borrowed_conditionally(table: &mut [u8]) -> Option<&mut u8> {
    let last = table.iter_mut().last()?;
    *last += sections();
    Some(last)
}

// Two `return`s and a last expression of three types, each coerced to the result type.

#[lazy_mmu]
fn coerced_closures(which: u8) -> Box<dyn Fn() -> u8> {
    let made = sections();
    if which == 0 {
        return Box::new(|| 9);
    }
    if which == 1 {
        return Box::new(move || made);
    }
    Box::new(sections)
}

#[lazy_mmu]
fn coerced_slice<'a>(entries: &'a mut [u8; 2], name: &'static str) -> Result<&'a [u8], Box<dyn Error>> {
    if name.is_empty() {
        return Err("no name".into());
    }
    entries[0] = sections();
    Ok(entries)
}

// `impl Trait` and `dyn Trait` as the result: the section makes the value, which runs outside.

#[lazy_mmu]
fn iterator(table: &[u8]) -> impl Iterator<Item = (u8, u8)> {
    let made = sections();
    table.iter().map(move |page| (page + made, sections()))
}

#[lazy_mmu]
fn boxed_iterator(table: &[u8]) -> Box<dyn Iterator<Item = u8> + '_> {
    Box::new(table.iter().map(|page| page + sections()))
}

#[lazy_mmu]
fn callback() -> impl Fn() -> (u8, u8) {
    let made = sections();
    move || (made, sections())
}

/// A future calls a plain function. The section ends before the future waits, so the future is
/// `Send`.
async fn future() -> [u8; 2] {
    let in_the_function = called_by_a_future();
    ready(()).await;
    [in_the_function, sections()]
}

#[lazy_mmu]
fn called_by_a_future() -> u8 {
    sections()
}

/// The future of another function is a value like others.
#[lazy_mmu]
fn starts_a_future() -> (u8, bool) {
    async fn inner() -> u8 {
        async { sections() }.await
    }
    let future: &dyn Send = &(future(), inner());
    (sections(), size_of_val(future) > 0)
}

/// The unit type, written out.
#[lazy_mmu]
#[expect(clippy::unused_unit, reason = "this shape is the case")]
fn unit() -> () {}

// The section ends on every way out of the body.

#[lazy_mmu]
fn by_return(early: bool) -> u8 {
    if early {
        return sections();
    }
    sections() + 1
}

#[lazy_mmu]
fn by_question_mark(entry: Result<u8, u8>) -> Result<u8, u8> {
    let number = entry?;
    Ok(number + sections())
}

#[lazy_mmu]
fn by_option(entry: Option<u8>) -> Option<u8> {
    Some(entry? + sections())
}

#[lazy_mmu]
fn by_let_else(entry: Option<u8>) -> u8 {
    let Some(number) = entry else {
        return sections();
    };
    number + sections()
}

#[lazy_mmu]
fn by_break() -> u8 {
    let mut pages = 0;
    loop {
        assert!(sections() > 0, "or this would never end");
        pages += sections();
        if pages == 3 {
            break pages;
        }
    }
}

#[lazy_mmu]
fn by_panic() {
    resume_unwind(Box::new(sections())); // as `panic!`, but silent
}

fn main() {
    let mut table = [1, 2, 3];
    *borrowed(&mut table, 1) += 5;
    assert_eq!(borrowed_by_name(&table, &[]), [1, 8, 3]);
    assert_eq!(borrowed_conditionally(&mut table), Some(&mut 4));
    unit();
    assert_eq!(trace(), ["enable", "disable"].repeat(4));

    assert_eq!([coerced_closures(0)(), coerced_closures(1)(), coerced_closures(2)()], [9, 1, 0]);
    assert_eq!(coerced_slice(&mut [7, 8], "name").unwrap(), [1, 8]);
    assert_eq!(coerced_slice(&mut [7, 8], "").unwrap_err().to_string(), "no name");

    assert!(iterator(&[1, 2]).eq([(2, 0), (3, 0)]));
    assert!(boxed_iterator(&[1, 2]).eq([1, 2]));
    assert_eq!(callback()(), (1, 0));
    let polled = pin!(future()).poll(&mut Context::from_waker(Waker::noop()));
    assert_eq!(polled, Poll::Ready([1, 0]));
    assert_eq!(starts_a_future(), (1, true));

    assert_eq!([by_return(true), by_return(false)], [1, 2]);
    assert_eq!([by_question_mark(Ok(3)), by_question_mark(Err(3))], [Ok(4), Err(3)]);
    assert_eq!([by_option(Some(3)), by_option(None)], [Some(4), None]);
    assert_eq!([by_let_else(Some(3)), by_let_else(None)], [4, 1]);
    assert_eq!(by_break(), 3);
    assert_eq!(catch_unwind(by_panic).unwrap_err().downcast_ref::<u8>(), Some(&1));
    assert_eq!(sections(), 0);
}

//! However the body is left, the section ends.
#![deny(warnings)]

use std::panic::{catch_unwind, resume_unwind};

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
fn by_return(early: bool) -> u8 {
    if early {
        return sections();
    }
    sections() + 1
}

#[lazy_mmu]
fn by_question_mark(entry: Result<u8, u8>) -> Result<u8, u8> {
    let entry = entry?;
    Ok(entry + sections())
}

#[lazy_mmu]
fn by_option(entry: Option<u8>) -> Option<u8> {
    Some(entry? + sections())
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
    assert_eq!(by_return(true), 1);
    assert_eq!(by_return(false), 2);
    assert_eq!(by_question_mark(Ok(3)), Ok(4));
    assert_eq!(by_question_mark(Err(3)), Err(3));
    assert_eq!(by_option(Some(3)), Some(4));
    assert_eq!(by_option(None), None);
    assert_eq!(by_break(), 3);
    assert_eq!(catch_unwind(by_panic).unwrap_err().downcast_ref::<u8>(), Some(&1));
    assert_eq!(sections(), 0);
}

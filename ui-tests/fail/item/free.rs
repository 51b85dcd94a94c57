//! An item of a module that is no function.

use lazy_mmu_core::lazy_mmu;

// `const` begins a constant as well as a function.
#[lazy_mmu]
const PAGES: usize = 512;

// A static runs nothing.
#[lazy_mmu]
static LEVELS: usize = 4;

// A type runs nothing.
#[lazy_mmu]
pub struct Struct;

// Nor does an enum.
#[lazy_mmu]
enum Enum {
    Empty,
}

// Nor a union.
#[lazy_mmu]
union Union {
    raw: u64,
}

// A name runs nothing.
#[lazy_mmu]
type Alias = u64;

// An import runs nothing.
#[lazy_mmu]
pub use std::vec;

// `extern` begins a block as well as a function.
#[lazy_mmu]
unsafe extern "C" {}

// `extern` begins this as well.
#[lazy_mmu]
extern crate std as library;

// A macro's definition runs nothing.
#[lazy_mmu]
macro_rules! definition {
    () => {};
}
definition!();

// A macro is expanded after the attribute, which cannot see what it writes.
macro_rules! map {
    () => {
        fn written() {}
    };
}
#[lazy_mmu]
map!();

// Not every function of a module needs a section, so it is said for each.
#[lazy_mmu]
mod tables {
    pub fn map() {}
}

// Nor every method.
struct Table;
#[lazy_mmu]
impl Table {
    fn map(&mut self) {}
}

// Nor every method of a trait.
#[lazy_mmu]
pub unsafe trait Map {
    fn map(&mut self) {}
}

// Here too it is said for each.
unsafe trait Walk {
    fn walk(&self) {}
}
#[lazy_mmu]
unsafe impl Walk for Table {}

fn main() {}

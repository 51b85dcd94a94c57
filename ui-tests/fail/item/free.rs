//! An item of a module that is not a function.

use lazy_mmu_core::lazy_mmu;

// A constant begins with `const`, as a `const fn` does.
#[lazy_mmu]
const PAGES: usize = 512;

// A static.
#[lazy_mmu]
static LEVELS: usize = 4;

// A struct.
#[lazy_mmu]
pub struct Struct;

// An enum.
#[lazy_mmu]
enum Enum {
    Empty,
}

// A union.
#[lazy_mmu]
union Union {
    raw: u64,
}

// A type alias.
#[lazy_mmu]
type Alias = u64;

// An import.
#[lazy_mmu]
pub use std::vec;

// A block begins with `extern`, as a function may.
#[lazy_mmu]
unsafe extern "C" {}

// An `extern crate` begins with `extern`, too.
#[lazy_mmu]
extern crate std as library;

// The definition of a macro.
#[lazy_mmu]
macro_rules! definition {
    () => {};
}
definition!();

// A macro call: it is expanded after the attribute, which cannot see the functions in it.
macro_rules! map {
    () => {
        fn written() {}
    };
}
#[lazy_mmu]
map!();

// A module: the attribute goes on each function that needs a section.
#[lazy_mmu]
mod tables {
    pub fn map() {}
}

// An `impl` block: the attribute goes on each method that needs a section.
struct Table;
#[lazy_mmu]
impl Table {
    fn map(&mut self) {}
}

// A trait.
#[lazy_mmu]
pub unsafe trait Map {
    fn map(&mut self) {}
}

// The `impl` of a trait.
unsafe trait Walk {
    fn walk(&self) {}
}
#[lazy_mmu]
unsafe impl Walk for Table {}

fn main() {}

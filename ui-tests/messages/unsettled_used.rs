//! The value of an `Unsettled`, used before it is opened. The compiler refuses each use in its own
//! words, which "Troubleshooting" is keyed by.

use lazy_mmu_core::{NoLazyMmu, Unsettled};

// An offset is added to the address.
pub fn added(page: Unsettled<u64, NoLazyMmu>) -> u64 {
    page + 4096
}

// An offset is subtracted.
pub fn subtracted(page: Unsettled<u64, NoLazyMmu>) -> u64 {
    page - 4096
}

// The address is compared.
pub fn compared(page: Unsettled<u64, NoLazyMmu>) -> bool {
    page == 0
}

// It is cast to a pointer.
pub fn cast(page: Unsettled<u64, NoLazyMmu>) -> *mut u8 {
    page as *mut u8
}

// It is printed.
pub fn printed(page: Unsettled<u64, NoLazyMmu>) {
    println!("{page}");
}

// It is printed in hexadecimal digits.
pub fn printed_in_hexadecimal(page: Unsettled<u64, NoLazyMmu>) {
    println!("{page:#x}");
}

// It is printed as a pointer.
pub fn printed_as_a_pointer(page: Unsettled<*mut u8, NoLazyMmu>) {
    println!("{page:p}");
}

// It is taken out, as of a newtype.
pub fn taken_out(page: Unsettled<u64, NoLazyMmu>) -> u64 {
    page.0
}

// It is taken out as rustc suggests where a pattern does not match.
pub fn taken_out_by_its_name(page: Unsettled<u64, NoLazyMmu>) -> u64 {
    page.value
}

// A slice of pages is indexed.
pub fn indexed(pages: Unsettled<Vec<u64>, NoLazyMmu>) -> u64 {
    pages[0]
}

// It is iterated over.
pub fn iterated(pages: Unsettled<Vec<u64>, NoLazyMmu>) {
    for page in pages {
        drop(page);
    }
}

// Code that was just mapped is called.
pub fn called(code: Unsettled<fn(), NoLazyMmu>) {
    code();
}

// A result inside of it is unwrapped by `?`.
pub fn questioned(page: Unsettled<Option<u64>, NoLazyMmu>) -> Option<u64> {
    page?
}

// It is returned as that of another mode.
pub fn of_another_mode(page: Unsettled<u64, lazy_mmu_core::Global>) -> Unsettled<u64, NoLazyMmu> {
    page
}

fn main() {}

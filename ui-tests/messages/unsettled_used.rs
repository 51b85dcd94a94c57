//! Uses of an `Unsettled` before it is opened. The compiler refuses each in its own words, and
//! "Troubleshooting" is keyed by them.

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

// The address is cast to a pointer.
pub fn cast(page: Unsettled<u64, NoLazyMmu>) -> *mut u8 {
    page as *mut u8
}

// The address is printed.
pub fn printed(page: Unsettled<u64, NoLazyMmu>) {
    println!("{page}");
}

// The address is printed in hexadecimal.
pub fn printed_in_hexadecimal(page: Unsettled<u64, NoLazyMmu>) {
    println!("{page:#x}");
}

// The address is printed as a pointer.
pub fn printed_as_a_pointer(page: Unsettled<*mut u8, NoLazyMmu>) {
    println!("{page:p}");
}

// The address is taken out by `.0`, as from a newtype.
pub fn taken_out(page: Unsettled<u64, NoLazyMmu>) -> u64 {
    page.0
}

// The address is taken out by the private field, which rustc may suggest.
pub fn taken_out_by_its_name(page: Unsettled<u64, NoLazyMmu>) -> u64 {
    page.value
}

// A slice of pages is indexed.
pub fn indexed(pages: Unsettled<Vec<u64>, NoLazyMmu>) -> u64 {
    pages[0]
}

// A slice of pages is iterated over.
pub fn iterated(pages: Unsettled<Vec<u64>, NoLazyMmu>) {
    for page in pages {
        drop(page);
    }
}

// Code that was just mapped is called.
pub fn called(code: Unsettled<fn(), NoLazyMmu>) {
    code();
}

// `?` is used on the `Unsettled` in place of the result inside.
pub fn questioned(page: Unsettled<Option<u64>, NoLazyMmu>) -> Option<u64> {
    page?
}

// The `Unsettled` is returned as one of another mode.
pub fn of_another_mode(page: Unsettled<u64, lazy_mmu_core::Global>) -> Unsettled<u64, NoLazyMmu> {
    page
}

fn main() {}

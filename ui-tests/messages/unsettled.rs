//! A new mapping that is used before it is settled, or settled by a section that cannot do so.

use lazy_mmu_core::{Global, LazyMmuGuard, NoLazyMmu, Unsettled, section_settled};

// A page is written to before its entry is settled.
pub fn dereferenced(page: Unsettled<Box<u64>, NoLazyMmu>) {
    *page = 1;
}

// The same, by a method.
pub fn used(page: Unsettled<*mut u8, NoLazyMmu>) {
    unsafe { page.write_bytes(0, 4096) };
}

// A TLB is flushed before the writes that must come first are settled.
pub struct Removed;

pub fn invalidated(removed: Unsettled<Removed, NoLazyMmu>) {
    tlb_flush(removed);
}

fn tlb_flush(_: Removed) {}

// The section and the `Unsettled` are of two modes.
//~ error[E0277]: the end of a section of `NoLazyMmu` does not open `Unsettled<u64, lazy_mmu_core::Global>`
//~ neither an `Unsettled<_, NoLazyMmu>` nor an `Option`, a `Result`, an array or a pair of those
//~ an `Unsettled` of another mode: name `NoLazyMmu` where it is made, or the other mode where the section begins
pub fn of_another_mode() {
    section_settled::<NoLazyMmu, _>(|_| Unsettled::<u64, Global>::new(0));
}

// The value is no `Unsettled`.
//~ error[E0277]: the end of a section of `NoLazyMmu` does not open `u64`
//~ a value that depends on no store needs no opening: take `section` in place of `section_settled`, or drop the guard in place of `finish`; beside one that does, wrap it by `Unsettled::new`
pub fn of_nothing() {
    section_settled::<NoLazyMmu, _>(|_| 0u64);
}

// There are more `Unsettled`s than two.
//~ error[E0277]: the end of a section of `NoLazyMmu` does not open `(Unsettled<u64, NoLazyMmu>, Unsettled<u64, NoLazyMmu>, Unsettled<u64, NoLazyMmu>)`
//~ more than two: put them together by `zip`; as many as are known at run time only: end the section, then `flush` each, which finds nothing deferred
pub fn more_than_two(map_page: fn() -> Unsettled<u64, NoLazyMmu>) {
    LazyMmuGuard::<NoLazyMmu>::enable().finish((map_page(), map_page(), map_page()));
}

fn main() {}

//! What is no `Unsettled`, and more of them than a pair.
//~ error[E0277]: the end of a section of `NoLazyMmu` does not open `u64`
//~ a value that owes nothing needs no opening: take `section` in place of `section_settled`, or drop the guard in place of `finish`; beside one that owes, wrap it by `Unsettled::new`
//~ error[E0277]: the end of a section of `NoLazyMmu` does not open `(Unsettled<u64, NoLazyMmu>, Unsettled<u64, NoLazyMmu>, Unsettled<u64, NoLazyMmu>)`
//~ more than two: put them together by `zip`; as many as are known at run time only: end the section, then `flush` each, which pays nothing any more

use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, Unsettled, section_settled};

fn map_page() -> Unsettled<u64, NoLazyMmu> {
    Unsettled::new(0x1000)
}

fn main() {
    section_settled::<NoLazyMmu, _>(|_| 0u64);
    LazyMmuGuard::<NoLazyMmu>::enable().finish((map_page(), map_page(), map_page()));
}

//! What is owed by one slot is not paid by the end of another's section.
//~ error[E0277]: the end of a section of `NoLazyMmu` does not open `Unsettled<u64, lazy_mmu_core::Global>`
//~ neither an `Unsettled<_, NoLazyMmu>` nor an `Option`, a `Result`, an array or a pair of those
//~ an `Unsettled` of another mode: name `NoLazyMmu` where it is made, or the other mode where the section begins

use lazy_mmu_core::{Global, NoLazyMmu, Unsettled, section_settled};

fn main() {
    section_settled::<NoLazyMmu, _>(|_| Unsettled::<u64, Global>::new(0));
}

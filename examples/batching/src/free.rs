//! [`free_page`]: no page is given back while an old translation leads to it.

use lazy_mmu_core::flush;

use crate::BatchingPlatform;

/// Invalidates the queued addresses, then gives a page back by `give_back`. Use it for every page
/// that this context has unmapped, and for page tables.
///
/// It does not rely on the end of a section: the caller may be in one, or a guard may have been
/// leaked. If nothing is queued it invalidates nothing, so it costs one test outside of sections.
///
/// In a handler, give back only pages that the handler itself has unmapped: they are invalidated
/// already. The interrupted section gives back the pages that it has unmapped.
pub fn free_page<P: BatchingPlatform, R>(give_back: impl FnOnce() -> R) -> R {
    flush::<P>();
    give_back()
}

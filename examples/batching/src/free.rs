//! [`free_page`]: no page is given back while an old translation leads to it.

use lazy_mmu_core::flush;

use crate::BatchingPlatform;

/// Invalidates what is queued here, then gives a page back by `give_back`. For every page that this
/// context has unmapped, and for page tables.
///
/// It does not rely on the end of a section: the caller may be in one, or behind a guard that was
/// leaked. Nothing is invalidated where nothing is queued, so it costs one test outside of
/// sections.
///
/// In a handler it gives back what that handler has unmapped, which is invalidated already. What
/// the interrupted section has unmapped is the section's to give back.
pub fn free_page<P: BatchingPlatform, R>(give_back: impl FnOnce() -> R) -> R {
    flush::<P>();
    give_back()
}

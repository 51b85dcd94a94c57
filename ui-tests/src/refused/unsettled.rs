//! What is unsettled, and not to be had before it is paid for.

/// The page that was just mapped, used while its entry may be owed.
///
/// ```compile_fail,E0599
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, Unsettled};
/// fn map_page() -> Unsettled<*mut u8, NoLazyMmu> {
///     Unsettled::new(std::ptr::dangling_mut())
/// }
///
/// let _section = LazyMmuGuard::<NoLazyMmu>::enable();
/// let page = map_page();
/// unsafe { page.write_bytes(0, 4096) };
/// ```
pub fn a_page_used_before_its_entry_has_taken_effect() {}

/// A TLB flush that asks for what has been unmapped, given what may not have landed. With
/// `.flush()` it compiles:
///
/// ```
/// # use ui_tests::refused::unsettled::tlb::{tlb_flush, unmap};
/// tlb_flush(unmap(0..4096).flush());
/// ```
///
/// ```compile_fail,E0308
/// # use ui_tests::refused::unsettled::tlb::{tlb_flush, unmap};
/// tlb_flush(unmap(0..4096));
/// ```
///
/// And nothing else is what has been unmapped:
///
/// ```compile_fail,E0423
/// # use ui_tests::refused::unsettled::tlb::{Unmapped, tlb_flush};
/// tlb_flush(Unmapped(0..4096));
/// ```
pub fn a_tlb_flush_before_the_writes_have_landed() {}

/// Page-table code whose TLB flush asks for proof that the writes have landed.
pub mod tlb {
    use std::ops::Range;

    use lazy_mmu_core::{NoLazyMmu, Unsettled};

    /// Addresses that have been unmapped. Only [`unmap`] makes it.
    pub struct Unmapped(Range<u64>);

    /// Clears the entries.
    pub fn unmap(addresses: Range<u64>) -> Unsettled<Unmapped, NoLazyMmu> {
        Unsettled::new(Unmapped(addresses))
    }

    /// Drops their translations. Says of how many pages.
    pub fn tlb_flush(Unmapped(addresses): Unmapped) -> usize {
        addresses.step_by(4096).count()
    }
}

/// What is in it is nobody's before it is opened.
///
/// ```compile_fail,E0616
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled};
/// let page = Unsettled::<u64, NoLazyMmu>::new(0x1000).value;
/// ```
pub fn an_unsettled_value_read() {}

/// One of two could be opened early.
///
/// ```compile_fail,E0599
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled};
/// let page = Unsettled::<u64, NoLazyMmu>::new(0x1000).clone();
/// ```
pub fn an_unsettled_value_cloned() {}

/// What one task owes, another cannot pay.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled};
/// let page = Unsettled::<u64, NoLazyMmu>::new(0x1000);
/// std::thread::spawn(move || page.flush());
/// ```
pub fn an_unsettled_value_sent_to_another_thread() {}

/// What is owed by the slot of one mode is not paid by the end of another's section.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{Global, LazyMmuGuard, NoLazyMmu, Unsettled};
/// let section = LazyMmuGuard::<NoLazyMmu>::enable();
/// let page = section.finish(Unsettled::<u64, Global>::new(0x1000));
/// ```
pub fn an_unsettled_value_of_another_mode() {}

/// It takes what only the core has to open one, so nobody else's type can.
///
/// ```compile_fail,E0603
/// # use lazy_mmu_core::{NoLazyMmu, Settle, Unsettled};
/// struct Page(Unsettled<u64, NoLazyMmu>);
///
/// impl Settle<NoLazyMmu> for Page {
///     type Opened = u64;
///
///     fn open(self, key: lazy_mmu_core::mode::sealed::Key) -> u64 {
///         self.0.open(key)
///     }
/// }
/// ```
pub fn an_unsettled_value_opened_by_another_trait() {}

/// Not taken for settled without saying so.
///
/// ```compile_fail,E0133
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled};
/// let page = Unsettled::<u64, NoLazyMmu>::new(0x1000).assume_settled();
/// ```
pub fn an_unsettled_value_assumed_to_be_settled() {}

//! An `Unsettled` value: nothing but settling opens it.

/// A page that was just mapped cannot be used while its barriers may be deferred.
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

/// A TLB flush takes the unmapped range, and refuses a range whose writes may not be settled. With
/// `.flush()` the call compiles:
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
/// Other code cannot make an unmapped range:
///
/// ```compile_fail,E0423
/// # use ui_tests::refused::unsettled::tlb::{Unmapped, tlb_flush};
/// tlb_flush(Unmapped(0..4096));
/// ```
pub fn a_tlb_flush_before_the_writes_have_landed() {}

/// Page-table code whose TLB flush asks for proof that the writes are settled.
pub mod tlb {
    use std::ops::Range;

    use lazy_mmu_core::{NoLazyMmu, Unsettled};

    /// Unmapped addresses. Only [`unmap`] makes this type.
    pub struct Unmapped(Range<u64>);

    /// Clears the entries.
    pub fn unmap(addresses: Range<u64>) -> Unsettled<Unmapped, NoLazyMmu> {
        Unsettled::new(Unmapped(addresses))
    }

    /// Drops their translations, and returns the number of pages.
    pub fn tlb_flush(Unmapped(addresses): Unmapped) -> usize {
        addresses.step_by(4096).count()
    }
}

/// The field is private, so the value cannot be read before it is opened.
///
/// ```compile_fail,E0616
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled};
/// let page = Unsettled::<u64, NoLazyMmu>::new(0x1000).value;
/// ```
pub fn an_unsettled_value_read() {}

/// Of two clones, one could be opened early.
///
/// ```compile_fail,E0599
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled};
/// let page = Unsettled::<u64, NoLazyMmu>::new(0x1000).clone();
/// ```
pub fn an_unsettled_value_cloned() {}

/// One task cannot flush what another has deferred.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled};
/// let page = Unsettled::<u64, NoLazyMmu>::new(0x1000);
/// std::thread::spawn(move || page.flush());
/// ```
pub fn an_unsettled_value_sent_to_another_thread() {}

/// The end of a section does not flush the slot of another mode.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{Global, LazyMmuGuard, NoLazyMmu, Unsettled};
/// let section = LazyMmuGuard::<NoLazyMmu>::enable();
/// let page = section.finish(Unsettled::<u64, Global>::new(0x1000));
/// ```
pub fn an_unsettled_value_of_another_mode() {}

/// `Settle` is sealed: only the core's types can open a value.
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

/// `assume_settled` is `unsafe`.
///
/// ```compile_fail,E0133
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled};
/// let page = Unsettled::<u64, NoLazyMmu>::new(0x1000).assume_settled();
/// ```
pub fn an_unsettled_value_assumed_to_be_settled() {}

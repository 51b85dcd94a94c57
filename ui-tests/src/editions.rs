//! What depends on the edition of the crate that uses the attribute.

/// From 2024 on, temporaries of the body's last expression drop before the section ends.
///
/// ```edition2024
/// # use lazy_mmu_core::lazy_mmu;
/// # use ui_tests::kernel::{note, trace};
/// # struct Lock;
/// # impl Lock { fn entry(&self) -> u8 { 1 } }
/// # impl Drop for Lock { fn drop(&mut self) { note("unlock"); } }
/// # fn lock() -> Lock { Lock }
/// #[lazy_mmu]
/// fn read() -> u8 {
///     lock().entry()
/// }
///
/// read();
/// assert_eq!(trace(), ["enable", "unlock", "disable"]);
/// ```
pub fn since_2024() {}

/// Before that they drop after it. rustc's `tail_expr_drop_order` tells of it, where that lint is
/// on. The order among the user's own drops is the same as without the attribute in either edition:
/// `tests/compiled/tests/fidelity/drop_order.rs`.
///
/// ```edition2021
/// # use lazy_mmu_core::lazy_mmu;
/// # use ui_tests::kernel::{note, trace};
/// # struct Lock;
/// # impl Lock { fn entry(&self) -> u8 { 1 } }
/// # impl Drop for Lock { fn drop(&mut self) { note("unlock"); } }
/// # fn lock() -> Lock { Lock }
/// #[lazy_mmu]
/// fn read() -> u8 {
///     lock().entry()
/// }
///
/// read();
/// assert_eq!(trace(), ["enable", "disable", "unlock"]);
/// ```
pub fn until_2021() {}

/// `::lazy_mmu_core` is the crate here as well, and not a module of the user's.
///
/// ```edition2015
/// # extern crate lazy_mmu_core;
/// # extern crate ui_tests;
/// use lazy_mmu_core::lazy_mmu;
/// use ui_tests::kernel::sections;
///
/// #[lazy_mmu(guard = mmu)]
/// fn map() -> u8 {
///     mmu.flush();
///     sections()
/// }
///
/// # fn main() {
/// assert_eq!(map(), 1);
/// # }
/// ```
pub fn in_2015() {}

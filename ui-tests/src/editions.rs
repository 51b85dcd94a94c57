//! Behaviour that depends on the edition of the crate that uses the attribute.

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

/// Up to 2021 they drop after the section. rustc's lint `tail_expr_drop_order` reports it, if it is
/// on. In every edition the user's own values drop in the same order as without the attribute:
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

/// In 2015, too, `::lazy_mmu_core` is the crate, not a module of the user's.
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

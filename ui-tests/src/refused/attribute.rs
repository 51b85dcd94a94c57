//! Functions with `#[lazy_mmu]` that the compiler refuses, and other places for the attribute.

/// The name of the guard is a reference, so the guard cannot be moved out.
///
/// ```compile_fail,E0507
/// # use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu, guard = mmu)]
/// fn map() {
///     drop(*mmu);
/// }
/// ```
pub fn a_named_guard_dropped_in_its_body() {}

/// The name of the guard is a shared reference: another guard in its place would leak the first.
///
/// ```compile_fail,E0308
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu, guard = mmu)]
/// fn map() {
///     std::mem::forget(std::mem::replace(mmu, LazyMmuGuard::enable()));
/// }
/// ```
pub fn a_named_guard_replaced_in_its_body() {}

/// The guard lives as long as the body, not longer.
///
/// ```compile_fail,E0515
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu, guard = mmu)]
/// fn map<'a>() -> &'a LazyMmuGuard<NoLazyMmu> {
///     mmu
/// }
/// ```
pub fn a_named_guard_returned_from_its_body() {}

/// Without `guard = …` the guard has no name that the body could use.
///
/// ```compile_fail,E0425
/// # use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu)]
/// fn map() {
///     drop(_lazy_mmu_section);
/// }
/// ```
pub fn a_guard_without_a_name_named() {}

/// The guard's name is a variable, but `Some` is a constructor.
///
/// ```compile_fail,E0530
/// # use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu, guard = Some)]
/// fn map() {}
/// ```
pub fn a_guard_named_like_a_constructor() {}

/// The hidden guard is a variable, too, and a variable cannot shadow a static.
///
/// ```compile_fail,E0530
/// # use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
/// static _lazy_mmu_section: u8 = 1;
/// #[lazy_mmu(platform = NoLazyMmu)]
/// fn map() {}
/// # fn main() {}
/// ```
pub fn a_static_named_like_the_guard() {}

/// As [`a_static_named_like_the_guard`]. A constant is a pattern.
///
/// ```compile_fail,E0308
/// # use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
/// const _lazy_mmu_pause: u8 = 1;
/// #[lazy_mmu(platform = NoLazyMmu, pause)]
/// fn map() {}
/// # fn main() {}
/// ```
pub fn a_constant_named_like_the_guard() {}

/// The type after `platform =` must be a `Mode`.
///
/// ```compile_fail,E0277
/// #[lazy_mmu_core::lazy_mmu(platform = u8)]
/// fn map() {}
/// ```
pub fn a_section_of_no_platform() {}

/// A type parameter needs the bound `Mode`.
///
/// ```compile_fail,E0277
/// #[lazy_mmu_core::lazy_mmu(platform = M)]
/// fn map<M>() {}
/// ```
pub fn a_section_of_any_type() {}

/// An attribute cannot go on a closure.
///
/// ```compile_fail,E0658
/// # use lazy_mmu_core::lazy_mmu;
/// let map = #[lazy_mmu] || ();
/// ```
pub fn the_attribute_on_a_closure() {}

/// An attribute cannot go on a block.
///
/// ```compile_fail,E0658
/// # use lazy_mmu_core::lazy_mmu;
/// #[lazy_mmu]
/// {
///     let _ = 1;
/// }
/// ```
pub fn the_attribute_on_a_block() {}

/// An attribute cannot go on a statement.
///
/// ```compile_fail,E0658
/// # use lazy_mmu_core::lazy_mmu;
/// #[lazy_mmu]
/// let map = || ();
/// ```
pub fn the_attribute_on_a_statement() {}

/// The guard's name cannot be assigned to.
///
/// ```compile_fail,E0384
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu, guard = mmu)]
/// fn map(other: &LazyMmuGuard<NoLazyMmu>) {
///     mmu = other;
/// }
/// ```
pub fn a_named_guard_assigned_to() {}

/// A pause of the guard ends with the body.
///
/// ```compile_fail,E0515
/// # use lazy_mmu_core::{NoLazyMmu, PauseGuard, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu, guard = mmu)]
/// fn map<'a>() -> PauseGuard<'a, NoLazyMmu> {
///     mmu.pause()
/// }
/// ```
pub fn a_pause_of_a_named_guard_returned_from_its_body() {}

/// The guard of a pause has no name that the body could use.
///
/// ```compile_fail,E0425
/// # use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu, pause)]
/// fn map() {
///     drop(_lazy_mmu_pause);
/// }
/// ```
pub fn a_pause_without_a_name_named() {}

/// A macro of the user's cannot name the hidden guard either.
///
/// ```compile_fail,E0425
/// # use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
/// macro_rules! end {
///     () => {
///         drop(_lazy_mmu_section)
///     };
/// }
/// #[lazy_mmu(platform = NoLazyMmu)]
/// fn map() {
///     end!();
/// }
/// ```
pub fn a_guard_without_a_name_named_by_a_macro() {}

/// Forgetting the name leaks nothing, as the name is a reference.
///
/// ```
/// # use lazy_mmu_core::lazy_mmu;
/// # use ui_tests::kernel::sections;
/// #[lazy_mmu(guard = mmu)]
/// #[allow(forgetting_references)]
/// fn map() {
///     std::mem::forget(mmu);
/// }
/// map();
/// assert_eq!(sections(), 0);
/// ```
pub fn forgetting_a_name() {}

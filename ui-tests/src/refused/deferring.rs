//! Code with a deferring section that the compiler refuses.

/// A result of a deferring section cannot be used as a settled value.
///
/// ```compile_fail,E0308
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled, lazy_mmu};
/// #[lazy_mmu(defer, platform = NoLazyMmu)]
/// fn map() -> Unsettled<u64, NoLazyMmu> {
///     Unsettled::new(0x1000)
/// }
///
/// let address: u64 = map();
/// ```
pub fn the_result_of_a_deferring_section_taken_for_settled() {}

/// The closure form needs a result that shows whether it is settled, too.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{NoLazyMmu, section_deferred};
/// let address: u64 = section_deferred::<NoLazyMmu, _>(|_| 0x1000);
/// ```
pub fn a_closure_that_defers_and_returns_an_address() {}

/// A function that holds the guard needs such a result, too.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{DeferringGuard, NoLazyMmu};
/// let section = DeferringGuard::<NoLazyMmu>::enable::<u64>();
/// ```
pub fn a_deferring_guard_in_a_function_that_returns_an_address() {}

/// `Defers` is sealed: only the core can implement it.
///
/// ```compile_fail,E0046
/// # use lazy_mmu_core::{Defers, NoLazyMmu};
/// struct Address(u64);
///
/// impl Defers<NoLazyMmu> for Address {}
/// ```
pub fn a_type_of_ones_own_that_defers() {}

/// The guard inside cannot be moved out, so it cannot end by itself.
///
/// ```compile_fail,E0507
/// # use lazy_mmu_core::{DeferringGuard, NoLazyMmu};
/// let section = DeferringGuard::<NoLazyMmu>::enable_given_address();
/// drop(*section);
/// ```
pub fn the_guard_of_a_deferring_section_moved_out() {}

/// Two guards would end one section twice.
///
/// ```compile_fail,E0599
/// # use lazy_mmu_core::{DeferringGuard, NoLazyMmu};
/// let section = DeferringGuard::<NoLazyMmu>::enable_given_address();
/// let again = section.clone();
/// ```
pub fn a_cloned_deferring_section() {}

/// A guard by hand would end a section that never began.
///
/// ```compile_fail,E0423
/// # use lazy_mmu_core::{DeferringGuard, LazyMmuGuard, NoLazyMmu};
/// let section = DeferringGuard(core::mem::ManuallyDrop::new(LazyMmuGuard::<NoLazyMmu>::enable()));
/// ```
pub fn a_forged_deferring_section() {}

/// A deferring guard has counted in its own task and on its own CPU.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{DeferringGuard, NoLazyMmu};
/// let section = DeferringGuard::<NoLazyMmu>::enable_given_address();
/// std::thread::spawn(move || drop(section));
/// ```
pub fn a_deferring_section_sent_to_another_thread() {}

/// After a swap, the guards would end each other's sections.
///
/// ```compile_fail,E0596
/// # use lazy_mmu_core::{DeferringGuard, LazyMmuGuard, NoLazyMmu};
/// let mut own = LazyMmuGuard::<NoLazyMmu>::enable();
/// let mut section = DeferringGuard::<NoLazyMmu>::enable_given_address();
/// std::mem::swap(&mut own, &mut *section);
/// ```
pub fn the_guard_of_a_deferring_section_swapped() {}

/// A pause that was made on a deferring guard ends before it.
///
/// ```compile_fail,E0505
/// # use lazy_mmu_core::{DeferringGuard, NoLazyMmu};
/// let section = DeferringGuard::<NoLazyMmu>::enable_given_address();
/// let pause = section.pause();
/// drop(section);
/// drop(pause);
/// ```
pub fn a_deferring_section_ended_under_its_pause() {}

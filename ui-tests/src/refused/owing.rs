//! What is refused of a section whose end may stay owed.

/// A section whose end may stay owed ends with a result that says so.
///
/// ```compile_fail,E0308
/// # use lazy_mmu_core::{NoLazyMmu, OwingGuard};
/// fn map() -> u64 {
///     OwingGuard::<NoLazyMmu>::enable().finish(0x1000)
/// }
/// ```
pub fn the_end_of_an_owing_section_taken_for_settled() {}

/// The guard inside it cannot be had, and so not be ended by itself.
///
/// ```compile_fail,E0507
/// # use lazy_mmu_core::{NoLazyMmu, OwingGuard};
/// let section = OwingGuard::<NoLazyMmu>::enable();
/// drop(*section);
/// ```
pub fn the_guard_of_an_owing_section_moved_out() {}

/// Two of them would end one section twice.
///
/// ```compile_fail,E0599
/// # use lazy_mmu_core::{NoLazyMmu, OwingGuard};
/// let section = OwingGuard::<NoLazyMmu>::enable();
/// let again = section.clone();
/// ```
pub fn a_cloned_owing_section() {}

/// Ending a section that never began.
///
/// ```compile_fail,E0423
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, OwingGuard};
/// let section = OwingGuard(LazyMmuGuard::<NoLazyMmu>::enable());
/// ```
pub fn a_forged_owing_section() {}

/// What it counted is the count of its own task and CPU.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{NoLazyMmu, OwingGuard};
/// let section = OwingGuard::<NoLazyMmu>::enable();
/// std::thread::spawn(move || drop(section));
/// ```
pub fn an_owing_section_sent_to_another_thread() {}

/// Exchanged, the guards would be ended by the other one's `finish`.
///
/// ```compile_fail,E0596
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, OwingGuard};
/// let mut own = LazyMmuGuard::<NoLazyMmu>::enable();
/// let mut section = OwingGuard::<NoLazyMmu>::enable();
/// std::mem::swap(&mut own, &mut *section);
/// ```
pub fn the_guard_of_an_owing_section_swapped() {}

/// A pause that was made on it ends before it.
///
/// ```compile_fail,E0505
/// # use lazy_mmu_core::{NoLazyMmu, OwingGuard};
/// let section = OwingGuard::<NoLazyMmu>::enable();
/// let pause = section.pause();
/// drop(section);
/// drop(pause);
/// ```
pub fn an_owing_section_ended_under_its_pause() {}

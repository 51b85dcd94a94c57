//! A pause ends before its section, and a borrowed guard cannot be moved, replaced or kept.

/// A pause that was made on a guard ends before it.
///
/// ```compile_fail,E0505
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// let section = LazyMmuGuard::<NoLazyMmu>::enable();
/// let pause = section.pause();
/// drop(section);
/// drop(pause);
/// ```
pub fn a_section_ended_under_its_pause() {}

/// As [`a_section_ended_under_its_pause`], by scope.
///
/// ```compile_fail,E0597
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// let pause = {
///     let section = LazyMmuGuard::<NoLazyMmu>::enable();
///     section.pause()
/// };
/// ```
pub fn a_pause_that_outlives_its_section() {}

/// The closure form passes the guard by reference, and the reference ends with the closure.
///
/// ```compile_fail,E0521
/// # use lazy_mmu_core::{NoLazyMmu, section};
/// let mut escaped = None;
/// section::<NoLazyMmu, _>(|mmu| escaped = Some(mmu));
/// ```
pub fn a_guard_taken_out_of_its_closure() {}

/// As [`a_guard_taken_out_of_its_closure`], with a pause of the guard.
///
/// ```compile_fail,E0521
/// # use lazy_mmu_core::{NoLazyMmu, section};
/// let mut escaped = None;
/// section::<NoLazyMmu, _>(|mmu| escaped = Some(mmu.pause()));
/// ```
pub fn a_pause_taken_out_of_its_section() {}

/// A guard cannot be moved out of a shared reference.
///
/// ```compile_fail,E0507
/// # use lazy_mmu_core::{NoLazyMmu, section};
/// section::<NoLazyMmu, _>(|mmu| drop(*mmu));
/// ```
pub fn a_guard_dropped_in_its_closure() {}

/// A guard cannot be replaced through a shared reference, which would leak it.
///
/// ```compile_fail,E0308
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, section};
/// section::<NoLazyMmu, _>(|mmu| std::mem::forget(std::mem::replace(mmu, LazyMmuGuard::enable())));
/// ```
pub fn a_guard_replaced_in_its_closure() {}

/// A suspended section is still borrowed, as it begins again.
///
/// ```compile_fail,E0505
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// let section = LazyMmuGuard::<NoLazyMmu>::enable();
/// section.suspend(|| drop(section));
/// ```
pub fn a_section_dropped_while_suspended() {}

/// `take` would leave a default guard, and no such guard exists.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// let mut section = LazyMmuGuard::<NoLazyMmu>::enable();
/// drop(std::mem::take(&mut section));
/// ```
pub fn a_section_taken() {}

/// A guard cannot be swapped through a shared reference.
///
/// ```compile_fail,E0308
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, section};
/// let mut own = LazyMmuGuard::<NoLazyMmu>::enable();
/// section::<NoLazyMmu, _>(|mmu| std::mem::swap(&mut own, mmu));
/// ```
pub fn a_guard_swapped_in_its_closure() {}

/// The section stays borrowed, whatever holds the pause.
///
/// ```compile_fail,E0505
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// let section = LazyMmuGuard::<NoLazyMmu>::enable();
/// let pauses = vec![section.pause()];
/// std::mem::forget(section);
/// drop(pauses);
/// ```
pub fn a_section_leaked_under_its_pause() {}

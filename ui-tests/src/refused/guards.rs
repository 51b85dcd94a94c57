//! Only its constructor makes a guard, and the guard ends once.

/// A section ends once.
///
/// ```compile_fail,E0382
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// let section = LazyMmuGuard::<NoLazyMmu>::enable();
/// drop(section);
/// drop(section);
/// ```
pub fn a_section_ended_twice() {}

/// Two guards would end one section twice.
///
/// ```compile_fail,E0599
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// let section = LazyMmuGuard::<NoLazyMmu>::enable();
/// let again = section.clone();
/// ```
pub fn a_cloned_section() {}

/// As [`a_cloned_section`].
///
/// ```compile_fail,E0599
/// # use lazy_mmu_core::{NoLazyMmu, PauseGuard};
/// let pause = PauseGuard::<NoLazyMmu>::pause();
/// let again = pause.clone();
/// ```
pub fn a_cloned_pause() {}

/// A guard by hand would end a section that never began.
///
/// ```compile_fail,E0451
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// # use std::{cell::Cell, marker::PhantomData};
/// let section = LazyMmuGuard::<NoLazyMmu> { token: Cell::new(Default::default()), _context: PhantomData };
/// ```
pub fn a_forged_section() {}

/// A guard by hand would end a pause that never began.
///
/// ```compile_fail,E0451
/// # use lazy_mmu_core::{NoLazyMmu, PauseGuard};
/// # use std::marker::PhantomData;
/// let pause = PauseGuard::<'static, NoLazyMmu> { token: Default::default(), _section: PhantomData };
/// ```
pub fn a_forged_pause() {}

/// A section begins with `enable`, never with `default`.
///
/// ```compile_fail,E0599
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// let section = LazyMmuGuard::<NoLazyMmu>::default();
/// ```
pub fn a_section_by_default() {}

/// As [`a_section_by_default`].
///
/// ```compile_fail,E0599
/// # use lazy_mmu_core::{NoLazyMmu, PauseGuard};
/// let pause = PauseGuard::<'static, NoLazyMmu>::default();
/// ```
pub fn a_pause_by_default() {}

/// A guard cannot be built from the parts of another.
///
/// ```compile_fail,E0509
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// let section = LazyMmuGuard::<NoLazyMmu>::enable();
/// let again = LazyMmuGuard::<NoLazyMmu> { ..section };
/// ```
pub fn a_section_built_from_another() {}

/// As [`a_section_built_from_another`].
///
/// ```compile_fail,E0451
/// # use lazy_mmu_core::PauseGuard;
/// # use ui_tests::kernel::K;
/// let pause = PauseGuard::<K>::pause();
/// let again = PauseGuard::<'static, K> { ..pause };
/// ```
pub fn a_pause_built_from_another() {}

/// The type of the guard is no function.
///
/// ```compile_fail,E0423
/// # use lazy_mmu_core::LazyMmuGuard;
/// let section = LazyMmuGuard(());
/// ```
pub fn a_section_called() {}

/// The guard's token is private.
///
/// ```compile_fail,E0616
/// # use lazy_mmu_core::LazyMmuGuard;
/// # use ui_tests::kernel::K;
/// let section = LazyMmuGuard::<K>::enable();
/// let token = section.token.get();
/// ```
pub fn a_sections_token_read() {}

//! A guard stays in the context that made it.

/// A guard has counted in its own task and on its own CPU.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// let section = LazyMmuGuard::<NoLazyMmu>::enable();
/// std::thread::spawn(move || drop(section));
/// ```
pub fn a_section_sent_to_another_thread() {}

/// As [`a_section_sent_to_another_thread`].
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{NoLazyMmu, PauseGuard};
/// let pause = PauseGuard::<NoLazyMmu>::pause();
/// std::thread::spawn(move || drop(pause));
/// ```
pub fn a_pause_sent_to_another_thread() {}

/// A handler runs on its own CPU, on top of the task that it interrupted.
///
/// ```compile_fail,E0277
/// # use ui_tests::kernel::{Hooks, K};
/// # use lazy_mmu_core::Slot;
/// let slot = Slot::<Hooks>::new(());
/// std::thread::scope(|scope| {
///     let handler = slot.interrupt::<K>();
///     scope.spawn(move || drop(handler));
/// });
/// ```
pub fn a_handler_sent_to_another_thread() {}

/// The other thread would flush, pause and suspend its own slot.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// let section = LazyMmuGuard::<NoLazyMmu>::enable();
/// std::thread::scope(|scope| {
///     scope.spawn(|| section.flush());
/// });
/// ```
pub fn a_section_shared_with_another_thread() {}

/// A section belongs to one task, and every task can reach a static.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// static SECTION: std::sync::OnceLock<LazyMmuGuard<NoLazyMmu>> = std::sync::OnceLock::new();
/// ```
pub fn a_section_in_a_static() {}

/// An executor that moves tasks between threads would move the section with them, so such a future
/// is not [`Send`]. The code below compiles only for such a future: for a `Send` one, two impls
/// would fit, and the compiler could not choose.
///
/// ```
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// # async fn read_a_page() {}
/// # trait NotSend<Which> {}
/// # impl<T> NotSend<()> for T {}
/// # impl<T: Send> NotSend<u8> for T {}
/// # fn assert_not_send<Which>(_: impl NotSend<Which>) {}
/// async fn map() {
///     let _section = LazyMmuGuard::<NoLazyMmu>::enable();
///     read_a_page().await;
/// }
/// assert_not_send(map());
/// ```
///
/// A section that ends before the `.await` is no part of the future:
///
/// ```compile_fail,E0283
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// # async fn read_a_page() {}
/// # trait NotSend<Which> {}
/// # impl<T> NotSend<()> for T {}
/// # impl<T: Send> NotSend<u8> for T {}
/// # fn assert_not_send<Which>(_: impl NotSend<Which>) {}
/// async fn map() {
///     {
///         let _section = LazyMmuGuard::<NoLazyMmu>::enable();
///     }
///     read_a_page().await;
/// }
/// assert_not_send(map());
/// ```
pub fn a_section_held_across_an_await() {}

/// As [`a_section_held_across_an_await`].
///
/// ```
/// # use lazy_mmu_core::{NoLazyMmu, PauseGuard};
/// # async fn read_a_page() {}
/// # trait NotSend<Which> {}
/// # impl<T> NotSend<()> for T {}
/// # impl<T: Send> NotSend<u8> for T {}
/// # fn assert_not_send<Which>(_: impl NotSend<Which>) {}
/// async fn map() {
///     let _pause = PauseGuard::<NoLazyMmu>::pause();
///     read_a_page().await;
/// }
/// assert_not_send(map());
/// ```
pub fn a_pause_held_across_an_await() {}

/// No page tables exist at compile time.
///
/// ```compile_fail,E0015
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// const SECTION: LazyMmuGuard<NoLazyMmu> = LazyMmuGuard::enable();
/// ```
pub fn a_section_in_a_constant() {}

/// As a section, a pause belongs to one task and CPU.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{NoLazyMmu, PauseGuard};
/// let pause = PauseGuard::<NoLazyMmu>::pause();
/// std::thread::scope(|scope| {
///     scope.spawn(|| println!("{pause:?}"));
/// });
/// ```
pub fn a_pause_shared_with_another_thread() {}

/// As [`a_section_in_a_static`].
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{NoLazyMmu, PauseGuard};
/// static PAUSE: std::sync::OnceLock<PauseGuard<'static, NoLazyMmu>> = std::sync::OnceLock::new();
/// ```
pub fn a_pause_in_a_static() {}

//! What the compiler refuses, one reason a function.

pub mod attribute;
pub mod owing;
pub mod unsettled;

/// What a guard counted is the count of its own task and CPU.
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

/// The thread would pay, pause and suspend for its own slot.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// let section = LazyMmuGuard::<NoLazyMmu>::enable();
/// std::thread::scope(|scope| {
///     scope.spawn(|| section.flush());
/// });
/// ```
pub fn a_section_shared_with_another_thread() {}

/// Everybody's section is nobody's.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// static SECTION: std::sync::OnceLock<LazyMmuGuard<NoLazyMmu>> = std::sync::OnceLock::new();
/// ```
pub fn a_section_in_a_static() {}

/// An executor that moves tasks between threads would move the section with them, so such a future is not [`Send`]. That is shown by what
/// compiles only then: of the two impls that would do for a `Send` future, none is meant.
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
/// A section that ends before is no part of the future:
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

/// The closure form gives out the guard by reference, and not beyond its end.
///
/// ```compile_fail,E0521
/// # use lazy_mmu_core::{NoLazyMmu, section};
/// let mut escaped = None;
/// section::<NoLazyMmu, _>(|mmu| escaped = Some(mmu));
/// ```
pub fn a_guard_taken_out_of_its_closure() {}

/// As [`a_guard_taken_out_of_its_closure`]: a pause of it.
///
/// ```compile_fail,E0521
/// # use lazy_mmu_core::{NoLazyMmu, section};
/// let mut escaped = None;
/// section::<NoLazyMmu, _>(|mmu| escaped = Some(mmu.pause()));
/// ```
pub fn a_pause_taken_out_of_its_section() {}

/// By `&` nothing can be moved out.
///
/// ```compile_fail,E0507
/// # use lazy_mmu_core::{NoLazyMmu, section};
/// section::<NoLazyMmu, _>(|mmu| drop(*mmu));
/// ```
pub fn a_guard_dropped_in_its_closure() {}

/// Nor replaced by another one, which would leak it.
///
/// ```compile_fail,E0308
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, section};
/// section::<NoLazyMmu, _>(|mmu| std::mem::forget(std::mem::replace(mmu, LazyMmuGuard::enable())));
/// ```
pub fn a_guard_replaced_in_its_closure() {}

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

/// Ending a section that never began.
///
/// ```compile_fail,E0451
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// # use std::{cell::Cell, marker::PhantomData};
/// let section = LazyMmuGuard::<NoLazyMmu> { token: Cell::new(()), _context: PhantomData };
/// ```
pub fn a_forged_section() {}

/// Ending a pause that never began.
///
/// ```compile_fail,E0451
/// # use lazy_mmu_core::{NoLazyMmu, PauseGuard};
/// # use std::marker::PhantomData;
/// let pause = PauseGuard::<'static, NoLazyMmu> { token: (), _section: PhantomData };
/// ```
pub fn a_forged_pause() {}

/// A task that starts with the counters of another never gets rid of them.
///
/// ```compile_fail,E0599
/// # use ui_tests::kernel::Hooks;
/// # use lazy_mmu_core::Slot;
/// let parent = Slot::<Hooks>::new(());
/// let child = parent.clone();
/// ```
pub fn a_slot_cloned_for_a_child() {}

/// `Global` stands for what is registered, so it is not an answer to what that is.
///
/// ```compile_fail,E0277
/// lazy_mmu_core::set_platform!(lazy_mmu_core::Global);
/// # fn main() {}
/// ```
pub fn global_registered_as_the_platform() {}

/// A `Mode` is made by implementing `Platform`.
///
/// ```compile_fail,E0277
/// struct Mine;
/// impl lazy_mmu_core::Mode for Mine {
///     type Backend = Self;
/// }
/// ```
pub fn a_mode_without_a_platform() {}

/// The raw calls can get out of pair.
///
/// ```compile_fail,E0133
/// # use ui_tests::kernel::K;
/// lazy_mmu_core::raw::enable::<K>();
/// ```
pub fn a_raw_call_without_unsafe() {}

/// Suspended, a section is still borrowed: it begins again.
///
/// ```compile_fail,E0505
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// let section = LazyMmuGuard::<NoLazyMmu>::enable();
/// section.suspend(|| drop(section));
/// ```
pub fn a_section_dropped_while_suspended() {}

/// There are no page tables at compile time.
///
/// ```compile_fail,E0015
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// const SECTION: LazyMmuGuard<NoLazyMmu> = LazyMmuGuard::enable();
/// ```
pub fn a_section_in_a_constant() {}

/// A slot that handlers and other CPUs may look at holds nothing that they must not.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::Arch;
/// struct Queue;
///
/// impl Arch for Queue {
///     type Local = std::cell::RefCell<Vec<u64>>;
///
///     fn flush(_: &Self::Local) {}
///
///     fn is_settled(_: &Self::Local) -> bool {
///         true
///     }
/// }
/// ```
pub fn a_queue_that_cannot_be_shared() {}

/// A task belongs to a kernel; `Global` has no slots.
///
/// ```compile_fail,E0277
/// # use ui_tests::kernel::Hooks;
/// # use lazy_mmu_core::{Global, Slot};
/// Slot::<Hooks>::new(()).retire::<Global>();
/// ```
pub fn a_task_of_no_kernel_retired() {}

/// As a section: the pause of one CPU is not that of another.
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

/// A section begins with `enable`, and every guard says so.
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

/// Nothing can be left in the place of what is taken.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// let mut section = LazyMmuGuard::<NoLazyMmu>::enable();
/// drop(std::mem::take(&mut section));
/// ```
pub fn a_section_taken() {}

/// A guard is not built from the parts of another.
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

/// Its type is no function.
///
/// ```compile_fail,E0423
/// # use lazy_mmu_core::LazyMmuGuard;
/// let section = LazyMmuGuard(());
/// ```
pub fn a_section_called() {}

/// What it remembers is its own.
///
/// ```compile_fail,E0616
/// # use lazy_mmu_core::LazyMmuGuard;
/// # use ui_tests::kernel::K;
/// let section = LazyMmuGuard::<K>::enable();
/// let token = section.token.get();
/// ```
pub fn a_sections_token_read() {}

/// By `&` it cannot change places with another either.
///
/// ```compile_fail,E0308
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, section};
/// let mut own = LazyMmuGuard::<NoLazyMmu>::enable();
/// section::<NoLazyMmu, _>(|mmu| std::mem::swap(&mut own, mmu));
/// ```
pub fn a_guard_swapped_in_its_closure() {}

/// A section does not outlive the borrow, whatever holds the pause.
///
/// ```compile_fail,E0505
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// let section = LazyMmuGuard::<NoLazyMmu>::enable();
/// let pauses = vec![section.pause()];
/// std::mem::forget(section);
/// drop(pauses);
/// ```
pub fn a_section_leaked_under_its_pause() {}

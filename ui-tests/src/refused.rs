//! What the compiler refuses, one reason a function.

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

/// The name that the attribute gives is a reference as well.
///
/// ```compile_fail,E0507
/// # use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu, guard = mmu)]
/// fn map() {
///     drop(*mmu);
/// }
/// ```
pub fn a_named_guard_dropped_in_its_body() {}

/// It lives as long as the body, not longer.
///
/// ```compile_fail,E0515
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu, guard = mmu)]
/// fn map<'a>() -> &'a LazyMmuGuard<NoLazyMmu> {
///     mmu
/// }
/// ```
pub fn a_named_guard_returned_from_its_body() {}

/// Without `guard = …` it has no name that the body could use.
///
/// ```compile_fail,E0425
/// # use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu)]
/// fn map() {
///     drop(_lazy_mmu_section);
/// }
/// ```
pub fn a_guard_without_a_name_named() {}

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

/// The type after `platform =` is a `Mode`.
///
/// ```compile_fail,E0277
/// #[lazy_mmu_core::lazy_mmu(platform = u8)]
/// fn map() {}
/// ```
pub fn a_section_of_no_platform() {}

/// The raw calls can get out of pair.
///
/// ```compile_fail,E0133
/// # use ui_tests::kernel::K;
/// lazy_mmu_core::raw::enable::<K>();
/// ```
pub fn a_raw_call_without_unsafe() {}

/// The name that the attribute gives is no place to put another guard in, which would leak the first.
///
/// ```compile_fail,E0308
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu, guard = mmu)]
/// fn map() {
///     std::mem::forget(std::mem::replace(mmu, LazyMmuGuard::enable()));
/// }
/// ```
pub fn a_named_guard_replaced_in_its_body() {}

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

/// A type parameter says that it is a `Mode`.
///
/// ```compile_fail,E0277
/// #[lazy_mmu_core::lazy_mmu(platform = M)]
/// fn map<M>() {}
/// ```
pub fn a_section_of_any_type() {}

/// The guard's name is a variable, and `Some` is a constructor.
///
/// ```compile_fail,E0530
/// # use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu, guard = Some)]
/// fn map() {}
/// ```
pub fn a_guard_named_like_a_constructor() {}

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

/// A closure is no function that an attribute may go on.
///
/// ```compile_fail,E0658
/// # use lazy_mmu_core::lazy_mmu;
/// let map = #[lazy_mmu] || ();
/// ```
pub fn the_attribute_on_a_closure() {}

/// Nor is a block.
///
/// ```compile_fail,E0658
/// # use lazy_mmu_core::lazy_mmu;
/// #[lazy_mmu]
/// {
///     let _ = 1;
/// }
/// ```
pub fn the_attribute_on_a_block() {}

/// Nor a statement.
///
/// ```compile_fail,E0658
/// # use lazy_mmu_core::lazy_mmu;
/// #[lazy_mmu]
/// let map = || ();
/// ```
pub fn the_attribute_on_a_statement() {}

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

/// The name is bound once.
///
/// ```compile_fail,E0384
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, lazy_mmu};
/// #[lazy_mmu(platform = NoLazyMmu, guard = mmu)]
/// fn map(other: &LazyMmuGuard<NoLazyMmu>) {
///     mmu = other;
/// }
/// ```
pub fn a_named_guard_assigned_to() {}

/// A pause of it ends with the body.
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

/// Nor a macro of the user's.
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

/// Forgetting the name leaks nothing: it is a reference.
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

/// The page that was just mapped, used while its entry may be owed.
///
/// ```compile_fail,E0599
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, Unsettled};
/// fn map_page() -> Unsettled<*mut u8, NoLazyMmu> {
///     Unsettled::new(std::ptr::dangling_mut())
/// }
///
/// let _section = LazyMmuGuard::<NoLazyMmu>::enable();
/// let page = map_page();
/// unsafe { page.write_bytes(0, 4096) };
/// ```
pub fn a_page_used_before_its_entry_has_taken_effect() {}

/// A TLB flush that asks for what has been unmapped, given what may not have landed. With `.flush()` it compiles:
///
/// ```
/// # use ui_tests::refused::tlb::{tlb_flush, unmap};
/// tlb_flush(unmap(0..4096).flush());
/// ```
///
/// ```compile_fail,E0308
/// # use ui_tests::refused::tlb::{tlb_flush, unmap};
/// tlb_flush(unmap(0..4096));
/// ```
///
/// And nothing else is what has been unmapped:
///
/// ```compile_fail,E0423
/// # use ui_tests::refused::tlb::{Unmapped, tlb_flush};
/// tlb_flush(Unmapped(0..4096));
/// ```
pub fn a_tlb_flush_before_the_writes_have_landed() {}

/// Page-table code whose TLB flush asks for proof that the writes have landed.
pub mod tlb {
    use std::ops::Range;

    use lazy_mmu_core::{NoLazyMmu, Unsettled};

    /// Addresses that have been unmapped. Only [`unmap`] makes it.
    pub struct Unmapped(Range<u64>);

    /// Clears the entries.
    pub fn unmap(addresses: Range<u64>) -> Unsettled<Unmapped, NoLazyMmu> {
        Unsettled::new(Unmapped(addresses))
    }

    /// Drops their translations.
    pub fn tlb_flush(Unmapped(addresses): Unmapped) {
        drop(addresses);
    }
}

/// What is in it is nobody's before it is opened.
///
/// ```compile_fail,E0616
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled};
/// let page = Unsettled::<u64, NoLazyMmu>::new(0x1000).value;
/// ```
pub fn an_unsettled_value_read() {}

/// One of two could be opened early.
///
/// ```compile_fail,E0599
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled};
/// let page = Unsettled::<u64, NoLazyMmu>::new(0x1000).clone();
/// ```
pub fn an_unsettled_value_cloned() {}

/// What one task owes, another cannot pay.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled};
/// let page = Unsettled::<u64, NoLazyMmu>::new(0x1000);
/// std::thread::spawn(move || page.flush());
/// ```
pub fn an_unsettled_value_sent_to_another_thread() {}

/// What is owed by the slot of one mode is not paid by the end of another's section.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{Global, LazyMmuGuard, NoLazyMmu, Unsettled};
/// let section = LazyMmuGuard::<NoLazyMmu>::enable();
/// let page = section.finish(Unsettled::<u64, Global>::new(0x1000));
/// ```
pub fn an_unsettled_value_of_another_mode() {}

/// It takes what only the core has to open one, so nobody else's type can.
///
/// ```compile_fail,E0603
/// # use lazy_mmu_core::{NoLazyMmu, Settle, Unsettled};
/// struct Page(Unsettled<u64, NoLazyMmu>);
///
/// impl Settle<NoLazyMmu> for Page {
///     type Opened = u64;
///
///     fn open(self, key: lazy_mmu_core::mode::sealed::Key) -> u64 {
///         self.0.open(key)
///     }
/// }
/// ```
pub fn an_unsettled_value_opened_by_another_trait() {}

/// Not taken for settled without saying so.
///
/// ```compile_fail,E0133
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled};
/// let page = Unsettled::<u64, NoLazyMmu>::new(0x1000).assume_settled();
/// ```
pub fn an_unsettled_value_assumed_to_be_settled() {}

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

//! Put it into your kernel: the lines to write, by kind of kernel.
//!
//! | your kernel | read |
//! | --- | --- |
//! | has tasks, and each a stack of its own | [`task_slot`] |
//! | keeps per-CPU variables, and can switch preemption off | [`cpu_slot`] |
//! | writes its own page tables | [`own_tables`] |
//! | uses the page tables of a crate | [`other_crates`] |
//! | reaches its page tables through a recursive entry | [`recursive_tables`] |
//! | is a library, and knows no kernel | [`library`] |
//!
//! One of the first two, for the slot, and those of the others that fit. In each of them a `Platform` says where the slot is, and
//! `set_platform!` says once which kernel `#[lazy_mmu]` means.
//!
//! What every kernel sees to, whatever its kind:
//!
//! * [`switch_out`](crate::switch_out) in the context switch, always: another CPU's walkers must see the stores of a task that migrates.
//! * An exception return or an `isb` where a task goes on on another CPU.
//! * [`settle_fault`](crate::settle_fault) in the handler of translation faults, before the fault is taken for a mistake: an entry may be
//!   stored, and still owed by the one who stored it, or have been speculated as missing by this CPU.
//! * A handler that announces itself by [`Slot::interrupt`](lazy_mmu_core::Slot::interrupt), or a `Platform::in_interrupt` that knows.
//! * [`Slot::retire`](lazy_mmu_core::Slot::retire) at the end of a task: it reports what was leaked, and makes the slot as new.
//!
//! To see that a port works, run [`lazy_mmu_core::conformance`] on the machine.

/// A slot in the task: the usual way, and the one in which a section may sleep and migrate.
///
/// The slot goes into the task structure. Here SP_EL0 holds the pointer to the current task, as in Linux; [`TpidrEl1`](crate::TpidrEl1)
/// and [`TpidrEl2`](crate::TpidrEl2) will do as well, and so will any function of the kernel's that answers with the current task.
///
/// ```
/// use lazy_mmu_arm64::{Arm64, SpEl0, TaskRegister, settle_fault, switch_out};
/// use lazy_mmu_core::{Platform, Slot, Violation};
///
/// pub struct Task {
///     lazy_mmu: Slot<Arm64>,
///     // …
/// }
///
/// impl Task {
///     pub const fn new() -> Self {
///         Self { lazy_mmu: Slot::new(()) } // a new task starts outside any section, whatever its parent is in
///     }
/// }
///
/// pub struct MyKernel;
///
/// impl Platform for MyKernel {
///     type Arch = Arm64;
///
///     fn in_interrupt() -> bool {
///         false // handlers announce themselves, below
///     }
///
///     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
///         // SAFETY: SP_EL0 points to the running task before anything maps, and each task has a stack of its own.
///         f(&unsafe { SpEl0::current::<Task>() }.lazy_mmu)
///     }
///
///     fn report(violation: Violation) {
///         log(format_args!("{violation}"));
///     }
/// }
///
/// lazy_mmu_core::set_platform!(MyKernel);
///
/// /// The context switch, with interrupts masked.
/// fn switch_to(next: &'static Task) {
///     switch_out();
///     // SAFETY: SP_EL0 is this kernel's for this use, and tasks live until nobody runs on them.
///     unsafe { SpEl0::set_current(next) }
///     // … stacks and registers; the exception return synchronises the next task's CPU …
/// }
///
/// /// An interrupt handler.
/// fn irq() {
///     // SAFETY: as in `with_slot`; a handler runs on the stack of the task that it interrupted.
///     let task = unsafe { SpEl0::current_now::<Task>() };
///     let _handler = task.lazy_mmu.interrupt::<MyKernel>();
///     // … here nothing is deferred, and the task's debt stays its own …
/// }
///
/// /// A translation fault of the kernel's, at `far`. `true`: return to the instruction, which runs again.
/// fn translation_fault(far: u64) -> bool {
///     settle_fault::<MyKernel>(far)
/// }
///
/// /// The end of a task, run by itself.
/// fn exit(task: &Task) {
///     task.lazy_mmu.retire::<MyKernel>();
/// }
/// # fn log(_: core::fmt::Arguments<'_>) {}
/// # static INIT: Task = Task::new();
/// # switch_to(&INIT);
/// # irq();
/// # lazy_mmu_core::section::<MyKernel, _>(|_| ());
/// # exit(&INIT);
/// ```
///
/// Tasks that share a stack, as those of an executor, use [`current_now`](crate::TaskRegister::current_now) in `with_slot`. Where the slot
/// of a task that does not run is to be looked at, see [`Slot::pause_task`](lazy_mmu_core::Slot::pause_task).
pub mod task_slot {}

/// A slot in a per-CPU variable, for a kernel that switches preemption off while it maps.
///
/// `pin` switches preemption off before the slot is looked for, `unpin` on again: at once where nothing was counted, else when what was
/// counted ends. So a section neither sleeps nor migrates, pauses included, and a guard that is leaked leaves preemption off. Here
/// TPIDR_EL1 holds the pointer to the CPU's variables; with the crate `percore` it is
/// `exception_free(|token| f(SLOTS.get().borrow(token)))`.
///
/// ```
/// use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
/// use lazy_mmu_arm64::{Arm64, TaskRegister, TpidrEl1, switch_out};
/// use lazy_mmu_core::{Platform, Slot, Violation};
///
/// pub struct CpuLocal {
///     lazy_mmu: Slot<Arm64>,
///     handlers: AtomicU32, // that run on this CPU, one on top of the other
///     // …
/// }
///
/// fn cpu<'a>() -> &'a CpuLocal {
///     // SAFETY: each CPU sets it when it starts, and its variables live for ever. Read each time, as a task may have migrated.
///     unsafe { TpidrEl1::current_now() }
/// }
///
/// pub struct MyKernel;
///
/// impl Platform for MyKernel {
///     type Arch = Arm64;
///
///     fn pin() {
///         preempt_disable();
///     }
///
///     fn unpin() {
///         preempt_enable(); // and reschedules, if that was asked for meanwhile
///     }
///
///     fn in_interrupt() -> bool {
///         cpu().handlers.load(Relaxed) > 0 // in a handler; never "interrupts are masked"
///     }
///
///     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
///         f(&cpu().lazy_mmu)
///     }
///
///     fn report(violation: Violation) {
///         log(format_args!("{violation}"));
///     }
/// }
///
/// lazy_mmu_core::set_platform!(MyKernel);
///
/// /// The context switch. A switch inside a section, which `pin` should have kept from happening, is reported.
/// fn switch() {
///     cpu().lazy_mmu.switching::<MyKernel>();
///     switch_out();
///     // …
/// }
/// # fn log(_: core::fmt::Arguments<'_>) {}
/// # fn preempt_disable() { PREEMPTION_OFF.fetch_add(1, Relaxed); }
/// # fn preempt_enable() { PREEMPTION_OFF.fetch_sub(1, Relaxed); }
/// # static PREEMPTION_OFF: AtomicU32 = AtomicU32::new(0);
/// # static CPU: CpuLocal = CpuLocal { lazy_mmu: Slot::new(()), handlers: AtomicU32::new(0) };
/// # unsafe { TpidrEl1::set_current(&CPU) };
/// # lazy_mmu_core::section::<MyKernel, _>(|_| assert_eq!(PREEMPTION_OFF.load(Relaxed), 1));
/// # switch();
/// # assert_eq!(PREEMPTION_OFF.load(Relaxed), 0);
/// ```
///
/// Sections and pauses that are open at a time each keep preemption off, so `pin` nests. The task itself is switched as in
/// [`task_slot`], but for the slot.
pub mod cpu_slot {}

/// Page tables of the kernel's own.
///
/// Stores of entries go through the setters, which know what owes a pair, and mapping functions are generic over the mode, so that the
/// kernel's own calls are inlined and tests run on [`NoLazyMmu`](lazy_mmu_core::NoLazyMmu):
///
/// ```
/// use core::sync::atomic::AtomicU64;
/// use lazy_mmu_arm64::{Arm64Mode, El1, Level, change_pte, set_pte, set_table, tlb};
/// use lazy_mmu_core::lazy_mmu;
///
/// /// Fresh entries: the section owes one pair for all of them.
/// #[lazy_mmu(platform = M)]
/// pub fn map<M: Arm64Mode>(entries: &[AtomicU64], first: u64) {
///     for (index, entry) in entries.iter().enumerate() {
///         set_pte::<M>(entry, first + index as u64 * 4096);
///     }
/// }
///
/// /// A new table: its contents are ordered before the entry, at once; the entry owes as a leaf does.
/// pub fn link<M: Arm64Mode>(entry: &AtomicU64, table: u64) {
///     set_table::<M>(Level::Two, entry, table | 0b11);
/// }
///
/// /// Live entries: changed, and invalidated before this returns, section or not.
/// pub fn unmap(entries: &[AtomicU64], address: u64) {
///     for entry in entries {
///         change_pte(entry, 0);
///     }
///     tlb::invalidate::<El1>(address, entries.len(), 4096);
/// }
/// # map::<lazy_mmu_core::NoLazyMmu>(&[AtomicU64::new(0)], 3);
/// # link::<lazy_mmu_core::NoLazyMmu>(&AtomicU64::new(0), 0);
/// # unmap(&[AtomicU64::new(3)], 0);
/// ```
///
/// A function that chooses the address returns it [`Unsettled`](lazy_mmu_core::Unsettled). Tables that know no barriers, and tell somebody
/// what they have done, tell it to a [`sink`](crate::sink). Stores that cannot go through the setters are followed by
/// [`queue_pte_barriers`](crate::queue_pte_barriers), once for as many as there are.
pub mod own_tables {}

/// Page tables of a crate, made lazy without a fork. Each adapter is a feature, named after the crate.
///
/// With `aarch64-paging`, fresh mappings by many calls settle once; all else goes the crate's own way (`lazy_mmu_arm64::aarch64_paging`):
///
/// ```
/// # #[cfg(feature = "aarch64-paging")]
/// # mod example {
/// use aarch64_paging::descriptor::{El1Attributes, PhysicalAddress};
/// use aarch64_paging::paging::{Constraints, El1And0, MemoryRegion, Translation};
/// use aarch64_paging::{MapError, Mapping};
/// use lazy_mmu_arm64::Arm64Mode;
/// use lazy_mmu_arm64::aarch64_paging::LazyMapping;
/// use lazy_mmu_core::lazy_mmu;
///
/// type Table<T> = Mapping<T, El1And0>;
///
/// #[lazy_mmu(platform = M)]
/// pub fn map<M: Arm64Mode, T: Translation<El1Attributes>>(
///     table: &mut Table<T>,
///     pages: &[(MemoryRegion, PhysicalAddress)],
///     flags: El1Attributes,
/// ) -> Result<(), MapError> {
///     for (page, frame) in pages {
///         table.map_range_lazily::<M>(page, *frame, flags, Constraints::empty())?; // in place of `map_range`
///     }
///     Ok(())
/// }
/// # }
/// ```
///
/// With `page_table_multiarch`, the crate of ArceOS, the type of the page table is all that changes
/// (`lazy_mmu_arm64::page_table_multiarch`). A table has the crate's methods, and keeps what its cursors have changed until they flush:
///
/// ```
/// # #[cfg(feature = "page-table-multiarch")]
/// # mod example {
/// use lazy_mmu_arm64::Arm64;
/// use lazy_mmu_arm64::page_table_multiarch::Lazy;
/// use lazy_mmu_core::{Platform, Slot};
/// use page_table_multiarch::{GenericPTE, PageTable64, PagingHandler, PagingMetaData};
///
/// pub struct MyKernel;
/// # impl Platform for MyKernel {
/// #     type Arch = Arm64;
/// #     fn in_interrupt() -> bool { false }
/// #     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R { f(&SLOT) }
/// # }
///
/// /// In place of `PageTable64<D, E, H>`, and of the `A64PageTable<H>` that stands for it.
/// pub type PageTable<D: PagingMetaData, E: GenericPTE, H: PagingHandler> = Lazy<PageTable64<D, E, H>, MyKernel>;
/// # static SLOT: Slot<Arm64> = Slot::new(());
/// # }
/// ```
pub mod other_crates {}

/// Page tables that are reached through themselves: an entry of the root leads to the root, and tables show up in that window.
///
/// Whoever links a table there uses the new translation at once, to fill the table. So that link cannot stay owed:
///
/// ```
/// use core::sync::atomic::AtomicU64;
/// use lazy_mmu_arm64::{Arm64Mode, Level, emit_pte_barriers, set_pte, set_table};
/// use lazy_mmu_core::lazy_mmu;
///
/// #[lazy_mmu(platform = M)]
/// pub fn map_first<M: Arm64Mode>(link: &AtomicU64, window: &[AtomicU64; 512], zeroed: u64, leaf: u64) {
///     set_table::<M>(Level::Two, link, zeroed | 0b11);
///     emit_pte_barriers(); // the window shows the table from here on
///     set_pte::<M>(&window[0], leaf); // owed, as everywhere
/// }
/// # map_first::<lazy_mmu_core::NoLazyMmu>(&AtomicU64::new(0), &[const { AtomicU64::new(0) }; 512], 0, 3);
/// ```
///
/// With a [`sink`](crate::sink) that is said once, by
/// [`REACHED_THROUGH_THEMSELVES`](crate::sink::PageTables::REACHED_THROUGH_THEMSELVES). The window itself is a mapping: a table that is taken
/// away is invalidated there too.
pub mod recursive_tables {}

/// A crate that maps memory for whatever kernel it is linked into: it names no platform.
///
/// ```
/// use core::sync::atomic::AtomicU64;
/// use lazy_mmu_arm64::set_pte;
/// use lazy_mmu_core::{Global, lazy_mmu};
///
/// #[lazy_mmu]
/// pub fn map(entries: &[AtomicU64], leaf: u64) {
///     for entry in entries {
///         set_pte::<Global>(entry, leaf);
///     }
/// }
/// # lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
/// # fn main() { map(&[AtomicU64::new(0)], 3) }
/// ```
///
/// The kernel registers its platform, or [`NoLazyMmu`](lazy_mmu_core::NoLazyMmu), by `lazy_mmu_core::set_platform!`, once among all that is
/// linked. The crate's own tests do so too: `#[cfg(test)] lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);`.
pub mod library {}

//! Platforms, slots and raw calls that the compiler refuses.

/// A task that starts with another's counters would keep them for ever.
///
/// ```compile_fail,E0599
/// # use ui_tests::kernel::Hooks;
/// # use lazy_mmu_core::Slot;
/// let parent = Slot::<Hooks>::new(());
/// let child = parent.clone();
/// ```
pub fn a_slot_cloned_for_a_child() {}

/// `Global` stands for the registered platform, so it cannot be registered itself.
///
/// ```compile_fail,E0277
/// lazy_mmu_core::set_platform!(lazy_mmu_core::Global);
/// # fn main() {}
/// ```
pub fn global_registered_as_the_platform() {}

/// `Mode` is sealed: implement `Platform`, which makes a `Mode`.
///
/// ```compile_fail,E0277
/// struct Mine;
/// impl lazy_mmu_core::Mode for Mine {
///     type Backend = Self;
/// }
/// ```
pub fn a_mode_without_a_platform() {}

/// The raw calls can be unpaired, so they are `unsafe`.
///
/// ```compile_fail,E0133
/// # use ui_tests::kernel::K;
/// lazy_mmu_core::raw::enable::<K>();
/// ```
pub fn a_raw_call_without_unsafe() {}

/// Handlers and other CPUs may look at a slot, so its contents must be `Sync`.
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

/// A task belongs to a kernel, and `Global` has no slots.
///
/// ```compile_fail,E0277
/// # use ui_tests::kernel::Hooks;
/// # use lazy_mmu_core::{Global, Slot};
/// Slot::<Hooks>::new(()).retire::<Global>();
/// ```
pub fn a_task_of_no_kernel_retired() {}

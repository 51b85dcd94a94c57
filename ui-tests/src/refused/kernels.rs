//! What kernels, slots and raw calls are asked for.

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

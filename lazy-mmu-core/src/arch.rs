// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Arch`]: the hooks of an architecture, for when a section begins, ends or flushes.

/// A backend: the architecture's hooks, Linux's `arch_{enter,flush,leave}_lazy_mmu_mode()`.
///
/// There are two kinds of architecture:
///
/// * One *queues* TLB invalidations or page-table writes. It keeps its queue in [`Arch::Local`],
///   and its stores ask [`with_active`](crate::with_active) for it. All hooks are called, whether
///   or not something is queued.
/// * One defers *a single thing*, such as arm64's barrier pair. It sets [`Arch::DEFERS_BY_BIT`],
///   and its stores ask [`defer`](crate::defer). The slot keeps a bit for it, and a hook that
///   flushes is called only if the bit is set.
///
/// [`conformance`](crate::conformance) tests whether a backend keeps the mode's promises.
///
/// # Rules for hooks
///
/// A hook gets its data as an argument. It must not call back into the mode, and must not unwind.
/// It must be idempotent, because a scheduler may run [`Slot::pause_task`](crate::Slot::pause_task)
/// on top of it.
///
/// The mode may call `flush` in a handler that is [announced to the slot](crate::Slot::interrupt),
/// if the interrupted task has something deferred. The mode never calls it while another hook or
/// [`with_active`](crate::with_active) uses the same `Local`, so it never finds a queue half
/// changed.
///
/// # Ordering
///
/// When a hook that flushes begins, the compiler has finished every earlier memory access. The
/// architecture says what the hook orders beyond that, in the compiler after it and between CPUs.
///
/// # Examples
///
/// A backend that queues up to eight addresses to invalidate:
///
/// ```
/// use lazy_mmu_core::{Arch, Platform, with_active};
/// use std::sync::Mutex;
///
/// struct Batching;
///
/// impl Arch for Batching {
///     type Local = Mutex<Vec<u64>>; // a kernel has an array in a cell of its own
///
///     fn flush(queue: &Self::Local) {
///         queue.lock().unwrap().drain(..).for_each(invalidate);
///     }
///
///     fn is_settled(queue: &Self::Local) -> bool {
///         queue.lock().unwrap().is_empty()
///     }
/// }
///
/// fn unmapped<P: Platform<Arch = Batching>>(address: u64) {
///     let queued = with_active::<P, _>(|queue| {
///         if queue.lock().unwrap().len() == 8 {
///             Batching::flush(queue);
///         }
///         queue.lock().unwrap().push(address);
///     });
///     if queued.is_none() {
///         invalidate(address);
///     }
/// }
/// # fn invalidate(_: u64) {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an architecture of the lazy MMU mode",
    label = "does not implement `lazy_mmu_core::Arch`",
    note = "on arm64, write `type Arch = lazy_mmu_arm64::Arm64;`",
    note = "elsewhere, implement `Arch` for `{Self}`: `type Local` (what a slot keeps), `flush` (issue what was deferred) and `is_settled` (is nothing deferred?)"
)]
pub trait Arch: 'static {
    /// The architecture's part of one slot: nothing, or a queue.
    type Local: Sync;

    /// `true` if one bit, "something is deferred", says everything. Then [`defer`](crate::defer)
    /// works, and [`Arch::flush`] and [`Arch::leave`] are called only if the bit is set.
    const DEFERS_BY_BIT: bool = false;

    /// Enters the mode, which became active: the outermost section began, or a pause ended.
    #[inline(always)]
    fn enter(local: &Self::Local) {
        let _ = local;
    }

    /// Issues everything deferred. The mode stays active.
    fn flush(local: &Self::Local);

    /// Issues everything deferred, and leaves the mode, which is no longer active. The provided
    /// one flushes.
    #[inline(always)]
    fn leave(local: &Self::Local) {
        Self::flush(local);
    }

    /// Returns whether nothing is deferred.
    ///
    /// Where the mode isn't active, it asks this before it flushes. In builds with debug assertions
    /// it also asks after `flush` and `leave`. It never asks an architecture that defers by bit.
    fn is_settled(local: &Self::Local) -> bool;
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Arch`]: what an architecture does when a section begins, ends or flushes.

/// The architecture's hooks: Linux's `arch_{enter,flush,leave}_lazy_mmu_mode()`.
///
/// When a hook that flushes begins, the compiler has finished every earlier memory access. What the
/// hook orders else, in the compiler behind it and between CPUs, is for the architecture to say.
///
/// A hook gets its data as an argument. It never calls back into the mode and never unwinds, and it
/// is idempotent: a scheduler may run [`Slot::pause_task`](crate::Slot::pause_task) on top of it.
///
/// `flush` may run in a handler that is [announced to the slot](crate::Slot::interrupt), if the
/// interrupted task has something deferred. It never runs while another hook or
/// [`with_active`](crate::with_active) has the same `Local`, so that a queue is never found half
/// changed.
///
/// Two kinds of architecture are served. One that *queues* (TLB invalidations, page-table writes)
/// keeps its queue in [`Arch::Local`]; all hooks are called, whether or not something is queued.
/// One that defers *one thing*, such as arm64's barrier pair, sets [`Arch::DEFERS_BY_BIT`]; the
/// slot then keeps a bit for it, and a hook that flushes is called only where it is set.
///
/// # Examples
///
/// One that queues addresses to invalidate, up to eight at a time. Its store asks
/// [`with_active`](crate::with_active).
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
    /// What one slot keeps for the architecture: nothing, or a queue.
    type Local: Sync;

    /// `true` if "something is deferred" is all there is to know. [`defer`](crate::defer) then
    /// works, and [`Arch::flush`] and [`Arch::leave`] are called only when something is.
    const DEFERS_BY_BIT: bool = false;

    /// The mode became active: the outermost section began, or a pause ended.
    #[inline(always)]
    fn enter(local: &Self::Local) {
        let _ = local;
    }

    /// Issues what was deferred; the mode stays active.
    fn flush(local: &Self::Local);

    /// Issues what was deferred; the mode is no longer active.
    #[inline(always)]
    fn leave(local: &Self::Local) {
        Self::flush(local);
    }

    /// Returns whether nothing is deferred. Asked where the mode is not active and a call would
    /// flush, and after `flush` and `leave` in builds with debug assertions; not asked of an
    /// architecture that defers by bit.
    fn is_settled(local: &Self::Local) -> bool;
}

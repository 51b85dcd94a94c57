//! The kernel: two CPUs with a slot each, a scheduler that respects preemption, and functions that map and unmap.

use std::cell::{Cell, RefCell};

use batching::{Batch, Batching, Queue, queue_invalidation};
use lazy_mmu_core::{Platform, Slot, Violation, ViolationKind};

use crate::machine::{Chip, Frame, access, store_entry, take_frame};

thread_local! {
    static SLOTS: [Slot<Batching<Chip>>; 2] = const { [const { Slot::new(Queue::new()) }; 2] };
    static CPU: Cell<usize> = const { Cell::new(0) };
    static PREEMPTION_OFF: Cell<u32> = const { Cell::new(0) };
    static IN_INTERRUPT: Cell<bool> = const { Cell::new(false) };
    static REPORTS: RefCell<Vec<ViolationKind>> = const { RefCell::new(Vec::new()) };
}

/// The platform. One that does not pin is a fault that is tested for.
pub struct Kernel<const PINS: bool = true>;

impl<const PINS: bool> Platform for Kernel<PINS> {
    type Arch = Batching<Chip>;

    fn in_interrupt() -> bool {
        IN_INTERRUPT.get()
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Self::Arch>) -> R) -> R {
        SLOTS.with(|slots| f(&slots[CPU.get()]))
    }

    fn pin() {
        PREEMPTION_OFF.set(PREEMPTION_OFF.get() + u32::from(PINS));
    }

    fn unpin() {
        PREEMPTION_OFF.set(PREEMPTION_OFF.get() - u32::from(PINS));
    }

    fn report(violation: Violation) {
        REPORTS.with_borrow_mut(|reports| reports.push(violation.kind));
    }
}

/// Runs `handler` in interrupt context.
pub fn interrupt(handler: impl FnOnce()) {
    IN_INTERRUPT.set(true);
    handler();
    IN_INTERRUPT.set(false);
}

/// The scheduler moves the current task to the other CPU; refuses while preemption is off.
pub fn migrate() -> bool {
    if preemption_is_off() {
        return false;
    }
    Kernel::<true>::with_slot(|slot| slot.switching::<Kernel>());
    CPU.set(1 - CPU.get());
    true
}

pub fn preemption_is_off() -> bool {
    PREEMPTION_OFF.get() > 0
}

/// How many invalidations this CPU owes.
pub fn queued() -> usize {
    Kernel::<true>::with_slot(|slot| slot.local().len())
}

/// What was reported since the last call.
pub fn reports() -> Vec<ViolationKind> {
    REPORTS.take()
}

/// Maps a page of the task's and uses it, so that the hardware has its translation.
pub fn map(batch: Batch, address: u64) -> Frame {
    let frame = take_frame("the task");
    store_entry(batch, address, Some(frame));
    assert_eq!(access(batch.space, address), Some("the task"));
    frame
}

/// Unmaps a page, whose frame the caller may give back when nothing leads to it any more.
pub fn unmap<const PINS: bool>(batch: Batch, address: u64) -> Frame {
    let frame = store_entry(batch, address, None).expect("it is mapped");
    queue_invalidation::<Kernel<PINS>>(batch, address);
    frame
}

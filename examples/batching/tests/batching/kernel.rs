//! The kernel: two CPUs with a slot each, a scheduler that respects preemption, and functions that
//! map and unmap.

use std::cell::{Cell, RefCell};

use batching::{Batch, Batching, Queue, queue_invalidation};
use lazy_mmu_core::{Event, Platform, Slot, Violation, ViolationKind};

use crate::machine::{Chip, Frame, access, store_entry, take_frame};

thread_local! {
    static SLOTS: [Slot<Batching<Chip>>; 2] = const { [const { Slot::new(Queue::new()) }; 2] };
    static CPU: Cell<usize> = const { Cell::new(0) };
    static PREEMPTION_OFF: Cell<u32> = const { Cell::new(0) };
    static IN_INTERRUPT: Cell<bool> = const { Cell::new(false) };
    static MIGRATIONS: Cell<usize> = const { Cell::new(0) };
    static STEPS: Cell<usize> = const { Cell::new(0) };
    static MIGRATES_AT: Cell<Option<usize>> = const { Cell::new(None) };
    static REPORTS: RefCell<Vec<ViolationKind>> = const { RefCell::new(Vec::new()) };
}

/// The platform. A platform that does not pin is a fault that tests look for.
pub struct Kernel<const PINS: bool = true>;

impl<const PINS: bool> Platform for Kernel<PINS> {
    type Arch = Batching<Chip>;

    fn in_interrupt() -> bool {
        step();
        IN_INTERRUPT.get()
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Self::Arch>) -> R) -> R {
        step();
        this_cpu(f)
    }

    fn pin() {
        PREEMPTION_OFF.set(PREEMPTION_OFF.get() + u32::from(PINS));
        step();
    }

    fn unpin() {
        PREEMPTION_OFF.set(PREEMPTION_OFF.get() - u32::from(PINS));
        step();
    }

    /// The counter has moved, the hook has not run.
    fn trace(_: Event) {
        step();
    }

    fn report(violation: Violation) {
        REPORTS.with_borrow_mut(|reports| reports.push(violation.kind));
    }
}

fn this_cpu<R>(f: impl FnOnce(&Slot<Batching<Chip>>) -> R) -> R {
    SLOTS.with(|slots| f(&slots[CPU.get()]))
}

/// The scheduler might come here, and does if it is its turn.
fn step() {
    let now = STEPS.get();
    STEPS.set(now + 1);
    if MIGRATES_AT.get() == Some(now) {
        MIGRATES_AT.set(None);
        migrate();
    }
}

/// Runs `f`, which the scheduler tries to migrate at its step `at`. Returns `None` if `f` has fewer
/// steps.
pub fn migrating_at<R>(at: usize, f: impl FnOnce() -> R) -> Option<R> {
    STEPS.set(0);
    MIGRATES_AT.set(Some(at));
    let answer = f();
    MIGRATES_AT.take().is_none().then_some(answer)
}

/// Runs `handler` in interrupt context.
pub fn interrupt(handler: impl FnOnce()) {
    IN_INTERRUPT.set(true);
    handler();
    IN_INTERRUPT.set(false);
}

/// Moves the current task to the other CPU, as the scheduler does; refuses while preemption is off.
pub fn migrate() -> bool {
    if preemption_is_off() {
        return false;
    }
    this_cpu(|slot| slot.switching::<Kernel>());
    CPU.set(1 - CPU.get());
    MIGRATIONS.set(MIGRATIONS.get() + 1);
    true
}

pub fn preemption_is_off() -> bool {
    PREEMPTION_OFF.get() > 0
}

/// Returns how often the scheduler has moved the task since the last call.
pub fn migrations() -> usize {
    MIGRATIONS.take()
}

/// Returns how many invalidations this CPU has deferred.
pub fn queued() -> usize {
    this_cpu(|slot| slot.local().len())
}

/// Returns the reports since the last call.
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

/// Unmaps a page. The caller may give its frame back when no translation leads to it any more.
pub fn unmap<const PINS: bool>(batch: Batch, address: u64) -> Frame {
    let frame = store_entry(batch, address, None).expect("it is mapped");
    queue_invalidation::<Kernel<PINS>>(batch, address);
    frame
}

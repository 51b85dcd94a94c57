//! [`Queueing`]: a backend that queues invalidations, sound or with a fault.

use std::iter;
use std::mem;
use std::ptr;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Mutex, MutexGuard};

use lazy_mmu_core::conformance::{Recorder, Subject};
use lazy_mmu_core::{Arch, Event, Platform, Slot, Violation, is_active};

use super::{Fault, Machine, Tells};

const CAPACITY: usize = 8;

/// The backend. It runs on the [`Machine`] of its thread, and has that machine's fault. It isn't on
/// the recording kernel, because some faults are the platform's: in its answers and in the events
/// that it forwards.
pub struct Queueing;

/// The backend's queue, which the slot keeps.
#[derive(Default)]
pub struct Queue {
    pages: Vec<u32>,
    last: u32,
    depth: u32,
    entered: bool,
    was_full: bool,
}

impl Queue {
    pub const fn new() -> Mutex<Self> {
        Mutex::new(Self { pages: Vec::new(), last: 0, depth: 0, entered: false, was_full: false })
    }
}

impl Queueing {
    /// Returns the queue of a slot.
    fn of_slot(local: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
        if Machine::here().fault == Fault::QueueIsShared { &Machine::here().shared } else { local }
            .lock()
            .unwrap()
    }

    fn settle(pages: impl IntoIterator<Item = u32>) {
        pages.into_iter().for_each(|page| Machine::here().invalidate(page));
    }

    fn settle_all(queue: &mut Queue) {
        queue.last = queue.pages.last().copied().unwrap_or(queue.last);
        if let (Fault::QueueIsARange, [first, ..]) = (Machine::here().fault, &mut *queue.pages) {
            let first = *first;
            queue.pages.iter_mut().zip(first..).for_each(|(page, next)| *page = next);
        }
        Self::settle(mem::take(&mut queue.pages));
    }

    fn add(queue: &mut Queue, page: u32) {
        let full = queue.pages.len() == CAPACITY;
        queue.was_full |= full;
        match Machine::here().fault {
            Fault::FullQueueLosesTheNext if full => return,
            Fault::FullQueueLosesTheOldest if full => drop(queue.pages.remove(0)),
            Fault::FullQueueForgetsAll | Fault::FullQueueLooksEmpty if full => queue.pages.clear(),
            Fault::FullQueueSettlesAndLosesTheNext if full => return Self::settle_all(queue),
            Fault::FullQueueSettlesTwice if full => {
                Self::settle(queue.pages.iter().copied());
                Self::settle_all(queue);
            }
            Fault::QueueHoldsOne => queue.pages.clear(),
            Fault::QueueToggles if queue.pages.contains(&page) => {
                return queue.pages.retain(|other| *other != page);
            }
            Fault::QueueGrows => {}
            _ if full => Self::settle_all(queue),
            _ => {}
        }
        queue.pages.push(page);
        if Machine::here().fault == Fault::QueueFlushesWhenFull && queue.pages.len() == CAPACITY {
            Self::settle_all(queue);
        }
    }

    /// Queues the page if the mode is active, and returns whether it did.
    fn queued(page: u32) -> bool {
        let machine = Machine::here();
        let (active, in_interrupt) = (is_active::<Self>(), machine.in_interrupt.load(Relaxed));
        let slot = machine.current();
        let mut queue = Self::of_slot(slot.local());
        let waits = match Machine::here().fault {
            Fault::StoreNeverWaits => false,
            Fault::StoreIgnoresThePause => slot.counts().enable > 0 && !in_interrupt,
            Fault::StoreIgnoresTheHandler => slot.is_active(),
            Fault::FullQueueNeverDefersAgain if queue.was_full => false,
            Fault::EnterToggles => queue.entered && !in_interrupt,
            Fault::EnterCounts => queue.depth > 0 && !in_interrupt,
            _ => active,
        };
        if waits {
            Self::add(&mut queue, page);
        }
        waits
    }
}

impl Arch for Queueing {
    type Local = Mutex<Queue>;

    fn enter(local: &Mutex<Queue>) {
        let mut queue = Self::of_slot(local);
        queue.entered ^= true;
        queue.depth += 1;
        if Machine::here().fault == Fault::EnterClears {
            queue.pages.clear();
        }
    }

    fn flush(local: &Mutex<Queue>) {
        let mut queue = Self::of_slot(local);
        let queue = &mut *queue;
        match Machine::here().fault {
            Fault::FlushAndLeaveDoNothing | Fault::FlushDoesNothing => return,
            Fault::FullQueueLooksEmpty if queue.pages.len() == CAPACITY => return,
            Fault::FlushForgets => queue.pages.clear(),
            Fault::QueueForgetsBesideAnother => {
                let mut others =
                    Machine::here().slots.iter().filter(|slot| !ptr::eq(slot.local(), local));
                if others.any(|slot| Self::of_slot(slot.local()).pages.len() > 1) {
                    queue.pages.clear();
                }
            }
            Fault::FlushSettlesTheLastAgain if queue.pages.is_empty() => Self::settle([queue.last]),
            Fault::FlushSettlesTwice => Self::settle(queue.pages.iter().copied()),
            Fault::FlushReachesAllSlots => {
                let others =
                    Machine::here().slots.iter().filter(|slot| !ptr::eq(slot.local(), local));
                others.for_each(|slot| Self::settle_all(&mut Self::of_slot(slot.local())));
            }
            Fault::FlushSettlesAllButOne => {
                let one = queue.pages.len().min(1);
                return Self::settle(queue.pages.drain(one..));
            }
            Fault::FlushSettlesTheNewestAlone => {
                drop(queue.pages.drain(..queue.pages.len().saturating_sub(1)))
            }
            Fault::FlushLosesTheOldest if queue.pages.len() > 1 => drop(queue.pages.remove(0)),
            Fault::FlushLosesTheNewest if queue.pages.len() > 1 => drop(queue.pages.pop()),
            _ => {}
        }
        Self::settle_all(queue);
    }

    fn leave(local: &Mutex<Queue>) {
        let mut queue = Self::of_slot(local);
        let queue = &mut *queue;
        queue.entered = false;
        queue.depth = queue.depth.saturating_sub(1);
        match Machine::here().fault {
            Fault::FlushAndLeaveDoNothing | Fault::LeaveDoesNothing => return,
            Fault::FullQueueLooksEmpty if queue.pages.len() == CAPACITY => return,
            Fault::LeaveSettlesTheLastAgain if queue.pages.is_empty() => Self::settle([queue.last]),
            Fault::LeaveDefersTheNewest if queue.pages.len() > 1 => {
                let newest = queue.pages.pop();
                Self::settle_all(queue);
                return queue.pages.extend(newest);
            }
            _ => {}
        }
        Self::settle_all(queue);
    }

    fn is_settled(local: &Mutex<Queue>) -> bool {
        match (Machine::here().fault, Self::of_slot(local).pages.len()) {
            (Fault::SaysSettled, _)
            | (Fault::SaysSettledWhenFull | Fault::FullQueueLooksEmpty, CAPACITY) => true,
            (Fault::SaysDeferred, _) => false,
            (_, queued) => queued == 0,
        }
    }
}

impl Platform for Queueing {
    type Arch = Self;

    fn in_interrupt() -> bool {
        Machine::here().fault != Fault::HandlerIsUnknown
            && Machine::here().in_interrupt.load(Relaxed)
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Self>) -> R) -> R {
        let machine = Machine::here();
        let other = Machine::here().fault == Fault::SlotsAlternate
            && machine.turn.fetch_add(1, Relaxed) % 2 == 1;
        f(if other { &machine.slots[1] } else { machine.current() })
    }

    fn trace(event: Event) {
        let times = match Machine::here().fault {
            Fault::EventsAreNotForwarded => 0,
            Fault::EventsAreForwardedTwice => 2,
            _ => 1,
        };
        (0..times).for_each(|_| Machine::here().recorder.trace(event));
    }

    fn report(violation: Violation) {
        if Machine::here().fault == Fault::ViolationsAreForwardedTwice {
            Machine::here().recorder.report(violation);
        }
        Machine::here().recorder.report(violation);
    }
}

impl Subject for Queueing {
    type Platform = Self;

    const CAPACITY: Option<u32> = Some(CAPACITY as u32);

    fn recorder() -> &'static Recorder {
        &Machine::here().recorder
    }

    fn store(number: u32) {
        Self::store_with(number, || ());
    }

    fn store_with(number: u32, before: fn()) -> bool {
        let write = || {
            if Machine::here().fault != Fault::NothingRunsInTheStore {
                before();
            }
            Machine::here().write(number);
        };
        if Machine::here().fault == Fault::StoreIsQueuedBeforeItIsMade {
            let queued = Self::queued(number);
            write();
            if !queued {
                Self::settle([number]);
            }
            return true;
        }
        write();
        if !Self::queued(number) {
            let times = match Machine::here().fault {
                Fault::StoreIsLostOutside => 0,
                Fault::StoreOutsideSettlesTwice => 2,
                _ => 1,
            };
            Self::settle(iter::repeat_n(number, times));
        }
        true
    }

    fn in_interrupt(handler: fn()) {
        let machine = Machine::here();
        match Machine::here().fault {
            Fault::HandlerDoesNotRun => return,
            Fault::HandlerIsAnnounced => {
                let _handler = machine.current().interrupt::<Self>();
                return handler();
            }
            Fault::HandlerFlushesTheTask => Self::flush(machine.current().local()),
            Fault::HandlerForgetsTheTask => Self::of_slot(machine.current().local()).pages.clear(),
            _ => {}
        }
        machine.in_interrupt.store(true, Relaxed);
        handler();
        machine.in_interrupt.store(false, Relaxed);
    }

    fn in_other_slot(task: fn()) -> bool {
        if Machine::here().fault == Fault::OtherTaskDoesNotRun {
            return true;
        }
        let other = usize::from(Machine::here().fault != Fault::SlotOfAllTasks);
        Machine::here().current.store(other, Relaxed);
        let in_interrupt = &Machine::here().in_interrupt;
        in_interrupt.store(Machine::here().fault == Fault::OtherTaskIsAHandler, Relaxed);
        task();
        in_interrupt.store(false, Relaxed);
        Machine::here().current.store(0, Relaxed);
        true
    }

    fn fresh_slot() {
        let machine = Machine::here();
        for slot in &machine.slots {
            slot.retire::<Self>();
            *Self::of_slot(slot.local()) = Queue::default();
        }
    }

    fn settlements() -> Option<u32> {
        (Machine::here().tells != Tells::Nothing).then(|| Machine::here().invalidations())
    }

    fn has_settled(number: u32) -> Option<bool> {
        (Machine::here().tells == Tells::Which).then(|| !Machine::here().is_stale(number))
    }
}

//! [`Machine`]: the hardware and the kernel around a backend.

use std::cell::Cell;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::Relaxed};

use lazy_mmu_core::Slot;
use lazy_mmu_core::conformance::Recorder;

use super::queue::{Queue, Queueing};
use super::{Fault, Tells};

/// More pages than the suite has numbers of stores.
const PAGES: usize = 200;

/// The pages of a backend that invalidates, two tasks, and the kernel's state.
pub struct Machine {
    pub fault: Fault,
    pub tells: Tells,
    pub slots: [Slot<Queueing>; 2],
    /// The number of the running task's slot.
    pub current: AtomicUsize,
    pub in_interrupt: AtomicBool,
    /// Calls of `with_slot`.
    pub turn: AtomicUsize,
    pub recorder: Recorder,
    /// The queue of a backend with one queue for all slots.
    pub shared: Mutex<Queue>,
    invalidations: AtomicU32,
    /// Whether the old translation of each page may be in use.
    stale: [AtomicBool; PAGES],
}

thread_local! {
    static MACHINE: Cell<Option<&'static Machine>> = const { Cell::new(None) };
}

impl Machine {
    /// Starts a machine of this thread's own: tests run at the same time.
    pub fn start(fault: Fault, tells: Tells) {
        MACHINE.set(Some(Box::leak(Box::new(Self::new(fault, tells)))));
    }

    /// Returns this thread's machine.
    pub fn here() -> &'static Self {
        MACHINE.get().expect("the test has started one")
    }

    const fn new(fault: Fault, tells: Tells) -> Self {
        Self {
            fault,
            tells,
            slots: [const { Slot::new(Queue::new()) }; 2],
            current: AtomicUsize::new(0),
            in_interrupt: AtomicBool::new(false),
            turn: AtomicUsize::new(0),
            recorder: Recorder::new(),
            shared: Queue::new(),
            invalidations: AtomicU32::new(0),
            stale: [const { AtomicBool::new(false) }; PAGES],
        }
    }

    pub fn current(&self) -> &Slot<Queueing> {
        &self.slots[self.current.load(Relaxed)]
    }

    /// Writes the entry of a page.
    pub fn write(&self, page: u32) {
        self.stale[page as usize].store(true, Relaxed);
    }

    pub fn invalidate(&self, page: u32) {
        self.invalidations.fetch_add(1, Relaxed);
        self.stale[page as usize].store(false, Relaxed);
    }

    pub fn invalidations(&self) -> u32 {
        self.invalidations.load(Relaxed)
    }

    pub fn is_stale(&self, page: u32) -> bool {
        self.stale[page as usize].load(Relaxed)
    }
}

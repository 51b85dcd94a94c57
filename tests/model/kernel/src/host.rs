//! A kernel for host tests: a thread is a CPU and its only task, and everything the mode does is on record.
//!
//! `ui-tests` has one of its own, small enough to be read beside a case, and registered as `Global`.

use std::cell::{Cell, RefCell};
use std::sync::Mutex;

#[cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]
use lazy_mmu_arm64::record::{self, Instruction};
use lazy_mmu_core::{Arch, Counts, Event, Platform, Slot, Violation, ViolationKind};

/// An architecture that notes which hooks ran.
#[derive(Debug)]
pub struct Hooks;

/// What [`Hooks`] keeps in a slot: the names of the hooks that ran.
pub type Log = Mutex<Vec<&'static str>>;

impl Arch for Hooks {
    type Local = Log;

    fn enter(log: &Log) {
        log.lock().unwrap().push("enter");
    }

    fn flush(log: &Log) {
        log.lock().unwrap().push("flush");
    }

    fn leave(log: &Log) {
        log.lock().unwrap().push("leave");
    }

    fn is_settled(_: &Log) -> bool {
        SETTLES.get()
    }
}

thread_local! {
    static SETTLES: Cell<bool> = const { Cell::new(true) };
    static IN_INTERRUPT: Cell<bool> = const { Cell::new(false) };
    static PINS: Cell<i32> = const { Cell::new(0) };
    static EVENTS: RefCell<Vec<Event>> = const { RefCell::new(Vec::new()) };
    static REPORTS: RefCell<Vec<Violation>> = const { RefCell::new(Vec::new()) };
    static DURING_REPORTS: Cell<fn()> = const { Cell::new(|| ()) };
}

/// What a test sees and sets of the thread's kernel, whatever its architecture.
#[derive(Debug)]
pub struct Kernel;

impl Kernel {
    /// Whether backends flush what they owe. They do until told otherwise.
    pub fn set_settles(settles: bool) {
        SETTLES.set(settles);
    }

    /// What `Platform::in_interrupt` answers.
    pub fn set_in_interrupt(in_interrupt: bool) {
        IN_INTERRUPT.set(in_interrupt);
    }

    /// What the kernel's log does besides.
    pub fn during_reports(f: fn()) {
        DURING_REPORTS.set(f);
    }

    /// Pins that are held.
    pub fn pins() -> i32 {
        PINS.get()
    }

    /// The events since the last call.
    pub fn take_traced() -> Vec<Event> {
        EVENTS.take()
    }

    /// The same, as lines.
    pub fn take_events() -> Vec<String> {
        Self::take_traced().iter().map(Event::to_string).collect()
    }

    /// The violations reported since the last call.
    pub fn take_reports() -> Vec<Violation> {
        REPORTS.take()
    }
}

/// A platform on the thread's kernel, with a slot of its own.
macro_rules! platform {
    ($(#[$doc:meta])* $name:ident, $arch:ty, $local:expr) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl $name {
            thread_local! {
                static SLOT: Slot<$arch> = const { Slot::new($local) };
            }
        }

        impl Platform for $name {
            type Arch = $arch;

            fn in_interrupt() -> bool {
                IN_INTERRUPT.get()
            }

            fn with_slot<R>(f: impl FnOnce(&Slot<$arch>) -> R) -> R {
                assert!(PINS.get() > 0, "the slot is asked for without a pin");
                $name::SLOT.with(f)
            }

            fn pin() {
                PINS.set(PINS.get() + 1);
            }

            fn unpin() {
                PINS.set(PINS.get() - 1);
            }

            fn report(violation: Violation) {
                REPORTS.with_borrow_mut(|reports| reports.push(violation));
                DURING_REPORTS.get()();
            }

            fn trace(event: Event) {
                EVENTS.with_borrow_mut(|events| events.push(event));
            }
        }
    };
}

platform! {
    /// On an architecture that notes its hooks.
    Hooked, Hooks, Mutex::new(Vec::new())
}
platform! {
    /// On arm64, whose barriers are recorded.
    Recorded, lazy_mmu_arm64::Arm64, ()
}
platform! {
    /// On arm64 with Linux's rule.
    RecordedLinux, lazy_mmu_arm64::Arm64<lazy_mmu_arm64::LinuxEl1>, ()
}
platform! {
    /// On arm64 at EL2.
    RecordedEl2, lazy_mmu_arm64::Arm64<lazy_mmu_arm64::El2>, ()
}

impl Hooked {
    /// The hooks that ran since the last call.
    pub fn take_hooks() -> Vec<&'static str> {
        Self::SLOT.with(|slot| std::mem::take(&mut *slot.local().lock().unwrap()))
    }
}

/// The slot of a platform, looked at from outside its operations.
pub fn slot<P: Platform, R>(f: impl FnOnce(&Slot<P::Arch>) -> R) -> R {
    P::pin();
    let answer = P::with_slot(f);
    P::unpin();
    answer
}

/// The instructions that this thread has recorded since the last call, the stores left out.
#[cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]
pub fn barriers() -> Vec<Instruction> {
    record::take().into_iter().filter(|instruction| !matches!(instruction, Instruction::Store { .. })).collect()
}

/// The counters of [`Recorded`].
pub fn counts() -> Counts {
    slot::<Recorded, _>(|slot| slot.counts())
}

/// Whether nothing is owed by [`Recorded`].
pub fn settled() -> bool {
    slot::<Recorded, _>(|slot| slot.is_settled())
}

/// Whether these are all that was reported since the last time: one violation, with these counters.
#[track_caller]
pub fn assert_reported(kind: ViolationKind, enable: u8, pause: u8) {
    let reports: Vec<_> = Kernel::take_reports().into_iter().map(|report| (report.kind, report.counts)).collect();
    assert_eq!(reports, [(kind, Counts { enable, pause })]);
}

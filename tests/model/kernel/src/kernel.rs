//! [`Kernel`]: the thread's kernel, as a test sees and sets it.

use std::cell::{Cell, RefCell};

#[cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]
use lazy_mmu_arm64::record::{self, Instruction};
#[cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]
use lazy_mmu_arm64::tlb::{self, Features};
use lazy_mmu_arm64::{Arm64, El2, LinuxEl1, queue_pte_barriers};
use lazy_mmu_core::{Counts, Event, Hook, Slot, Violation, ViolationKind};
use model_mode::Seen;

pub use crate::noting::Hooked;
use crate::platform::Recording;
use crate::slots::{self, Observed, SLOTS};

/// A kernel on arm64, whose barriers are recorded.
pub type Recorded = Recording<Arm64>;
/// A kernel on arm64 with Linux's rule.
pub type RecordedLinux = Recording<Arm64<LinuxEl1>>;
/// A kernel on arm64 at EL2.
pub type RecordedEl2 = Recording<Arm64<El2>>;

/// A line of the kernel's record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Noted {
    /// An event of `Platform::trace`.
    Traced(Event),
    /// A hook of [`Noting`](crate::noting::Noting), with the counters of that moment.
    Ran(Hook, Counts),
    /// A violation of `Platform::report`.
    Reported(Violation),
}

impl From<Noted> for Seen {
    fn from(noted: Noted) -> Self {
        match noted {
            Noted::Traced(event) => Self::Traced(event.call, event.hook, event.counts),
            Noted::Ran(hook, counts) => Self::Ran(hook, counts),
            Noted::Reported(violation) => Self::Reported(violation.kind, violation.counts),
        }
    }
}

thread_local! {
    static RECORD: RefCell<Vec<Noted>> = const { RefCell::new(Vec::new()) };
    /// The part of the record that is handed out. It stays here so that millions of steps need not
    /// allocate.
    static SEEN: RefCell<Vec<Seen>> = const { RefCell::new(Vec::new()) };
    /// How many [`Kernel::aside`] run.
    static ASIDE: Cell<usize> = const { Cell::new(0) };
    static PINS: Cell<i32> = const { Cell::new(0) };
    static SETTLES: Cell<bool> = const { Cell::new(true) };
    static HERE: Cell<usize> = const { Cell::new(0) };
    /// How many handlers run at each slot that the platform knows of.
    static IN_INTERRUPT: [Cell<u32>; SLOTS] = const { [const { Cell::new(0) }; SLOTS] };
}

/// The thread's kernel, whatever its architecture.
#[derive(Debug)]
pub struct Kernel;

impl Kernel {
    /// Makes slots, handlers, pins and record as in a new thread.
    pub fn restart() {
        slots::renew();
        RECORD.take();
        PINS.set(0);
        SETTLES.set(true);
        HERE.set(0);
        Self::forget_interrupts();
    }

    /// Returns the number of the current slot.
    pub fn here() -> usize {
        HERE.get()
    }

    /// Makes the slot of that number the current one: another task runs, or this one on another
    /// CPU.
    pub fn move_to(slot: usize) {
        HERE.set(slot);
    }

    /// Sets what `Platform::in_interrupt` answers at the current slot.
    pub fn set_in_interrupt(in_interrupt: bool) {
        IN_INTERRUPT.with(|all| all[HERE.get()].set(in_interrupt.into()));
    }

    /// Adds to the number of handlers at the current slot.
    pub fn count_interrupts(more: i32) {
        IN_INTERRUPT.with(|all| {
            let here = &all[HERE.get()];
            here.set(here.get().checked_add_signed(more).expect("as many as began"));
        });
    }

    /// Ends all handlers, of all slots.
    pub fn forget_interrupts() {
        IN_INTERRUPT.with(|all| all.iter().for_each(|handlers| handlers.set(0)));
    }

    /// Returns whether a handler runs at the slot of that number.
    pub fn in_interrupt_at(slot: usize) -> bool {
        IN_INTERRUPT.with(|all| all[slot].get() > 0)
    }

    /// Sets whether hooks empty queues. They do until told otherwise.
    pub fn set_settles(settles: bool) {
        SETTLES.set(settles);
    }

    /// Returns whether hooks empty queues.
    pub fn settles() -> bool {
        SETTLES.get()
    }

    /// Returns how many pins are held.
    pub fn pins() -> i32 {
        PINS.get()
    }

    pub(crate) fn add_pins(pins: i32) {
        PINS.set(PINS.get() + pins);
    }

    pub(crate) fn note(noted: Noted) {
        if ASIDE.get() == 0 || matches!(noted, Noted::Reported(_)) {
            RECORD.with_borrow_mut(|record| record.push(noted));
        }
    }

    /// Takes the lines that `f` wants off the record.
    fn take<T>(f: impl Fn(&Noted) -> Option<T>) -> Vec<T> {
        RECORD.with_borrow_mut(|record| {
            let taken = record.iter().filter_map(&f).collect();
            record.retain(|noted| f(noted).is_none());
            taken
        })
    }

    /// Takes the events since the last call, a line each.
    pub fn take_events() -> Vec<String> {
        Self::take(
            |noted| if let Noted::Traced(event) = noted { Some(event.to_string()) } else { None },
        )
    }

    /// Takes the violations reported since the last call.
    pub fn take_reports() -> Vec<Violation> {
        Self::take(
            |noted| if let Noted::Reported(violation) = noted { Some(*violation) } else { None },
        )
    }

    /// Hands all that was seen since the last call to `f`, and forgets it.
    pub fn with_seen<R>(f: impl FnOnce(&[Seen]) -> R) -> R {
        SEEN.with_borrow_mut(|seen| {
            seen.clear();
            RECORD.with_borrow_mut(|record| seen.extend(record.drain(..).map(Seen::from)));
            f(seen)
        })
    }

    /// Runs `f`, and records only its reports.
    pub fn aside(f: impl FnOnce()) {
        ASIDE.set(ASIDE.get() + 1);
        f();
        ASIDE.set(ASIDE.get() - 1);
    }
}

impl Hooked {
    /// Takes the hooks that ran since the last call.
    pub fn take_hooks() -> Vec<&'static str> {
        Kernel::take(|noted| match noted {
            Noted::Ran(Hook::Enter, _) => Some("enter"),
            Noted::Ran(Hook::Flush, _) => Some("flush"),
            Noted::Ran(Hook::Leave, _) => Some("leave"),
            _ => None,
        })
    }
}

/// Calls `f` with the current slot of a platform.
pub fn slot<P: Observed, R>(f: impl FnOnce(&Slot<P::Arch>) -> R) -> R {
    f(&P::slot())
}

/// Stores on [`Recorded`], which defers the pair if the mode is active.
pub fn store() {
    queue_pte_barriers::<Recorded>();
}

/// Takes the instructions that this thread has recorded since the last call, without the stores.
#[cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]
pub fn barriers() -> Vec<Instruction> {
    record::take()
        .into_iter()
        .filter(|instruction| !matches!(instruction, Instruction::Store { .. }))
        .collect()
}

/// Says that the thread's CPU has no erratum, so that its invalidations are not repeated.
#[cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]
pub fn no_erratum() {
    tlb::set_features(Features::new().with_repeat(false));
}

/// Returns the counters of [`Recorded`].
pub fn counts() -> Counts {
    Recorded::slot().counts()
}

/// Returns whether [`Recorded`] has nothing deferred.
pub fn settled() -> bool {
    Recorded::slot().is_settled()
}

/// Asserts that one violation was reported since the last call, of this kind and with these
/// counters.
#[track_caller]
pub fn assert_reported(kind: ViolationKind, enable: u8, pause: u8) {
    let reports: Vec<_> =
        Kernel::take_reports().into_iter().map(|report| (report.kind, report.counts)).collect();
    assert_eq!(reports, [(kind, Counts { enable, pause })]);
}

/// Asserts that nothing is left of a section or a pause of [`Recorded`], and nothing was reported.
#[track_caller]
pub fn assert_nothing_is_left() {
    assert_eq!((counts(), settled(), Kernel::pins()), (Counts::default(), true, 0));
    assert_eq!(Kernel::take_reports(), []);
}

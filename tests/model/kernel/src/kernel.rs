//! [`Kernel`]: what a test sees and sets of the thread's kernel.

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
    /// By `Platform::trace`.
    Traced(Event),
    /// By [`Noting`](crate::noting::Noting), with the counters of that moment.
    Ran(Hook, Counts),
    /// By `Platform::report`.
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
    /// What is handed out of the record. It stays here so that millions of steps need not allocate.
    static SEEN: RefCell<Vec<Seen>> = const { RefCell::new(Vec::new()) };
    /// How many [`Kernel::aside`] run.
    static ASIDE: Cell<usize> = const { Cell::new(0) };
    static PINS: Cell<i32> = const { Cell::new(0) };
    static SETTLES: Cell<bool> = const { Cell::new(true) };
    static HERE: Cell<usize> = const { Cell::new(0) };
    /// Handlers that run at each slot, and that the platform knows of.
    static IN_INTERRUPT: [Cell<u32>; SLOTS] = const { [const { Cell::new(0) }; SLOTS] };
}

/// The thread's kernel, whatever its architecture.
#[derive(Debug)]
pub struct Kernel;

impl Kernel {
    /// Forgets all of it: slots, handlers, pins and record are as in a new thread.
    pub fn restart() {
        slots::renew();
        RECORD.take();
        PINS.set(0);
        SETTLES.set(true);
        HERE.set(0);
        Self::forget_interrupts();
    }

    /// The number of the current slot.
    pub fn here() -> usize {
        HERE.get()
    }

    /// From here on the slot of that number is the current one: another task runs, or this one on
    /// another CPU.
    pub fn move_to(slot: usize) {
        HERE.set(slot);
    }

    /// What `Platform::in_interrupt` answers at the current slot.
    pub fn set_in_interrupt(in_interrupt: bool) {
        IN_INTERRUPT.with(|all| all[HERE.get()].set(in_interrupt.into()));
    }

    /// One handler more or less, at the current slot.
    pub fn count_interrupts(more: i32) {
        IN_INTERRUPT.with(|all| {
            let here = &all[HERE.get()];
            here.set(here.get().checked_add_signed(more).expect("as many as began"));
        });
    }

    /// No handler runs anywhere.
    pub fn forget_interrupts() {
        IN_INTERRUPT.with(|all| all.iter().for_each(|handlers| handlers.set(0)));
    }

    /// Whether a handler runs at the slot of that number.
    pub fn in_interrupt_at(slot: usize) -> bool {
        IN_INTERRUPT.with(|all| all[slot].get() > 0)
    }

    /// Whether queues are emptied. They are until told otherwise.
    pub fn set_settles(settles: bool) {
        SETTLES.set(settles);
    }

    /// That.
    pub fn settles() -> bool {
        SETTLES.get()
    }

    /// Pins that are held.
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

    /// Takes those lines off the record that `f` wants.
    fn take<T>(f: impl Fn(&Noted) -> Option<T>) -> Vec<T> {
        RECORD.with_borrow_mut(|record| {
            let taken = record.iter().filter_map(&f).collect();
            record.retain(|noted| f(noted).is_none());
            taken
        })
    }

    /// The calls since the last time, a line each.
    pub fn take_events() -> Vec<String> {
        Self::take(
            |noted| if let Noted::Traced(event) = noted { Some(event.to_string()) } else { None },
        )
    }

    /// The violations reported since the last time.
    pub fn take_reports() -> Vec<Violation> {
        Self::take(
            |noted| if let Noted::Reported(violation) = noted { Some(*violation) } else { None },
        )
    }

    /// All that was seen since the last time is handed to `f`, and forgotten.
    pub fn with_seen<R>(f: impl FnOnce(&[Seen]) -> R) -> R {
        SEEN.with_borrow_mut(|seen| {
            seen.clear();
            RECORD.with_borrow_mut(|record| seen.extend(record.drain(..).map(Seen::from)));
            f(seen)
        })
    }

    /// Runs `f`, of which only reports go on record.
    pub fn aside(f: impl FnOnce()) {
        ASIDE.set(ASIDE.get() + 1);
        f();
        ASIDE.set(ASIDE.get() - 1);
    }
}

impl Hooked {
    /// The hooks that ran since the last call.
    pub fn take_hooks() -> Vec<&'static str> {
        Kernel::take(|noted| match noted {
            Noted::Ran(Hook::Enter, _) => Some("enter"),
            Noted::Ran(Hook::Flush, _) => Some("flush"),
            Noted::Ran(Hook::Leave, _) => Some("leave"),
            _ => None,
        })
    }
}

/// The current slot of a platform.
pub fn slot<P: Observed, R>(f: impl FnOnce(&Slot<P::Arch>) -> R) -> R {
    f(&P::slot())
}

/// A store of [`Recorded`], which defers its pair if the mode is active.
pub fn store() {
    queue_pte_barriers::<Recorded>();
}

/// The instructions that this thread has recorded since the last call, the stores left out.
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

/// The counters of [`Recorded`].
pub fn counts() -> Counts {
    Recorded::slot().counts()
}

/// Returns whether nothing is deferred by [`Recorded`].
pub fn settled() -> bool {
    Recorded::slot().is_settled()
}

/// Whether these are all that was reported since the last time: one violation, with these counters.
#[track_caller]
pub fn assert_reported(kind: ViolationKind, enable: u8, pause: u8) {
    let reports: Vec<_> =
        Kernel::take_reports().into_iter().map(|report| (report.kind, report.counts)).collect();
    assert_eq!(reports, [(kind, Counts { enable, pause })]);
}

/// Nothing is left of a section or a pause of [`Recorded`], and nothing was reported.
#[track_caller]
pub fn assert_nothing_is_left() {
    assert_eq!((counts(), settled(), Kernel::pins()), (Counts::default(), true, 0));
    assert_eq!(Kernel::take_reports(), []);
}

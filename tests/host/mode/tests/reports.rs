//! `Platform::report` runs under the caller's lock, inside `with_slot`, pinned. `Reports` remembers
//! there what the kernel prints later.

use std::cell::Cell;
use std::sync::{Mutex, MutexGuard};

use lazy_mmu_arm64::Arm64;
use lazy_mmu_core::ViolationKind::{EnableOverflow, InterruptChanged, RetiredInSection};
use lazy_mmu_core::{LazyMmuGuard, Platform, Reports, Slot, Violation, lazy_mmu, section};

/// The kernel's page tables. Its log maps memory, and so takes this lock.
static TABLES: Mutex<()> = Mutex::new(());
static REPORTS: Reports = Reports::new();

thread_local! {
    static SLOT: Slot<Arm64> = const { Slot::new(()) };
    static PINS: Cell<u32> = const { Cell::new(0) };
    static IN_SLOT: Cell<u32> = const { Cell::new(0) };
    static IN_HANDLER: Cell<bool> = const { Cell::new(false) };
    /// The last report: whether the lock was held, the number of pins, and that of the calls of
    /// `with_slot` around it.
    static WHERE: Cell<Option<(bool, u32, u32)>> = const { Cell::new(None) };
}

struct Kernel;

impl Platform for Kernel {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        IN_HANDLER.get()
    }
    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        IN_SLOT.set(IN_SLOT.get() + 1);
        let answer = SLOT.with(f);
        IN_SLOT.set(IN_SLOT.get() - 1);
        answer
    }
    fn pin() {
        PINS.set(PINS.get() + 1);
    }
    fn unpin() {
        PINS.set(PINS.get() - 1);
    }
    fn report(violation: Violation) {
        WHERE.set(Some((TABLES.try_lock().is_err(), PINS.get(), IN_SLOT.get())));
        REPORTS.remember(violation);
    }
}

/// Prints to a log that takes the lock.
fn printed() -> Vec<String> {
    let log = || REPORTS.take().map(|report| (TABLES.lock().unwrap(), report.to_string()).1);
    std::iter::from_fn(log).collect()
}

/// The section ends before the lock drops, which is an argument.
#[lazy_mmu(platform = Kernel)]
fn change(_tables: MutexGuard<'_, ()>) {}

/// One test, because all tests share the lock and the remembered reports.
#[test]
fn a_report_runs_under_the_callers_lock_and_is_printed_when_that_is_free() {
    // A section is one too many, and its end is reported.
    let full: Vec<_> = (0..255).map(|_| LazyMmuGuard::<Kernel>::enable()).collect();
    change(TABLES.lock().unwrap());
    assert_eq!(
        WHERE.take(),
        Some((true, 256, 1)),
        "the lock is held, 256 sections are pinned, the slot is in use"
    );
    drop(full);

    // A handler drops the guard of the task that it interrupted.
    let of_task = LazyMmuGuard::<Kernel>::enable();
    IN_HANDLER.set(true);
    drop(of_task);
    IN_HANDLER.set(false);
    assert_eq!(WHERE.take(), Some((false, 1, 1)), "the guard's pin is held still");

    // Two tasks leak.
    for _ in 0..2 {
        std::mem::forget(LazyMmuGuard::<Kernel>::enable());
        SLOT.with(|slot| slot.retire::<Kernel>());
    }
    assert!(WHERE.take().is_some_and(|(_, _, in_slot)| in_slot == 0), "a call on a slot");

    let expected = [
        (EnableOverflow, "(E=255 P=0)"),
        (RetiredInSection, "(E=1 P=0), the first of 2"),
        (InterruptChanged, "(E=0 P=0)"),
    ];
    let lines = printed();
    assert_eq!(lines.len(), expected.len(), "{lines:?}");
    for (line, (kind, end)) in lines.iter().zip(expected) {
        assert!(line.starts_with("lazy MMU mode: ") && line.ends_with(end), "{kind:?}: {line}");
    }
    assert_eq!(printed(), [""; 0], "each is printed once");
    assert!(section::<Kernel, _>(|_| true));
}

//! A slot per CPU, found through the crate `percore`: `Platform::pin` keeps the task on its CPU as
//! long as a section or pause counts.

use std::cell::{Cell, RefCell};

use lazy_mmu_arm64::record::{self, Instruction};
use lazy_mmu_arm64::{Arm64, queue_pte_barriers};
use lazy_mmu_core::ViolationKind::{HandlerChangedSlot, SwitchedInSection, UnpairedDisable};
use lazy_mmu_core::{
    Counts, LazyMmuGuard, PauseGuard, Platform, Slot, Violation, ViolationKind, is_active,
};
use model_kernel::raw::{irq_exit, raw_enable, raw_pause};
use percore::{Cores, ExceptionFree, ExceptionLock, PerCore};

/// Each test uses two CPUs.
const CPUS: usize = 16;
static SLOTS: PerCore<[ExceptionLock<Slot<Arm64>>; CPUS], Here> =
    PerCore::new([const { ExceptionLock::new(Slot::new(())) }; CPUS]);

/// Calls `f` with this CPU's slot. In a kernel:
/// `exception_free(|token| f(SLOTS.get().borrow(token)))`.
fn slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
    // SAFETY: a thread takes no exceptions.
    f(SLOTS.get().borrow(unsafe { ExceptionFree::new() }))
}

thread_local! {
    /// The CPU that the test's task runs on.
    static CPU: Cell<usize> = const { Cell::new(0) };
    static PREEMPTION_OFF: Cell<u32> = const { Cell::new(0) };
    static PINS: Cell<usize> = const { Cell::new(0) };
    static REPORTS: RefCell<Vec<(usize, ViolationKind, u8, u8)>> = const { RefCell::new(Vec::new()) };
}

const PAIR: [Instruction; 2] = [Instruction::DsbIshst, Instruction::Isb];

struct Here;

// SAFETY: each test has two CPUs of its own and runs on one of them at a time.
unsafe impl Cores for Here {
    fn core_index() -> usize {
        CPU.get()
    }
}

/// Migrates the task as a scheduler does, which refuses while preemption is off.
fn migrate(cpu: usize) -> bool {
    if PREEMPTION_OFF.get() > 0 {
        return false;
    }
    slot(|slot| slot.switching::<Pinned>());
    CPU.set(cpu);
    true
}

fn counts() -> Counts {
    slot(|slot| slot.counts())
}

/// The platform on those slots: not the recording kernel, because here `percore` finds the slot.
/// Without `PINS_IT` it forgets to pin, which is the fault that is tested for. With `ASKS` a store
/// asks whether it is pinned, and takes no second pin.
struct OnPercore<const PINS_IT: bool, const ASKS: bool>;

type Pinned = OnPercore<true, false>;
type Unpinned = OnPercore<false, false>;
type Asking = OnPercore<true, true>;

impl<const PINS_IT: bool, const ASKS: bool> Platform for OnPercore<PINS_IT, ASKS> {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        slot(f)
    }

    fn pin() {
        PINS.set(PINS.get() + 1);
        PREEMPTION_OFF.set(PREEMPTION_OFF.get() + u32::from(PINS_IT));
    }

    fn is_pinned() -> Option<bool> {
        ASKS.then(|| PREEMPTION_OFF.get() > 0)
    }

    fn unpin() {
        PREEMPTION_OFF.set(PREEMPTION_OFF.get() - u32::from(PINS_IT));
    }

    fn report(violation: Violation) {
        let Counts { enable, pause } = violation.counts;
        REPORTS.with_borrow_mut(|reports| reports.push((CPU.get(), violation.kind, enable, pause)));
    }
}

#[test]
fn a_section_keeps_its_cpu_pauses_included() {
    CPU.set(0);
    let section = LazyMmuGuard::<Pinned>::enable();
    assert!(!migrate(1));
    let pause = section.pause();
    assert!(!migrate(1));
    drop(pause);
    assert!(!migrate(1));
    queue_pte_barriers::<Pinned>();
    drop(section);
    assert!(slot(|slot| slot.is_settled()));
    assert!(migrate(1));
    assert_eq!(REPORTS.take(), []);
}

#[test]
fn a_section_or_pause_that_does_not_count_keeps_no_cpu() {
    CPU.set(2);
    let pause = PauseGuard::<Pinned>::pause();
    let inert = LazyMmuGuard::<Pinned>::enable();
    drop(pause);
    assert!(migrate(3));
    drop(inert);
    assert_eq!(PREEMPTION_OFF.get(), 0);
    assert_eq!(REPORTS.take(), []);
}

/// Returns how often `store` pins, and whether it was deferred.
fn pins_of(store: fn()) -> (usize, bool) {
    PINS.set(0);
    store();
    (PINS.get(), slot(|slot| !slot.is_settled()))
}

#[test]
fn a_store_in_a_pinned_section_takes_no_second_pin() {
    CPU.set(10);
    assert_eq!(pins_of(queue_pte_barriers::<Asking>), (0, false), "no section without a pin");
    let section = LazyMmuGuard::<Asking>::enable();
    assert_eq!(pins_of(queue_pte_barriers::<Asking>), (0, true));
    drop(section);
    assert!(slot(|slot| slot.is_settled()));

    let _section = LazyMmuGuard::<Pinned>::enable();
    assert_eq!(pins_of(queue_pte_barriers::<Pinned>), (1, true), "the platform that is not asked");
}

#[test]
fn a_pin_of_somebody_else_makes_no_section() {
    CPU.set(11);
    Asking::pin();
    assert_eq!(pins_of(queue_pte_barriers::<Asking>), (0, false));
    Asking::unpin();
}

#[test]
fn where_somebody_dropped_the_pin_stores_are_eager_and_a_flush_finds_what_was_deferred() {
    CPU.set(12);
    let section = LazyMmuGuard::<Asking>::enable();
    queue_pte_barriers::<Asking>();
    Asking::unpin();
    record::take();
    queue_pte_barriers::<Asking>();
    assert_eq!(record::take(), PAIR, "this store's pair settles the one before, too");
    section.flush();
    assert_eq!(record::take(), PAIR, "the slot still has the first one deferred");
    Asking::pin();
    drop(section);
    assert_eq!((PREEMPTION_OFF.get(), REPORTS.take()), (0, vec![]));
}

#[test]
fn a_store_of_a_handler_that_finds_the_task_pinned_takes_effect_at_once() {
    CPU.set(13);
    let _section = LazyMmuGuard::<Asking>::enable();
    slot(|slot| {
        let _handler = slot.interrupt::<Asking>();
        record::take();
        queue_pte_barriers::<Asking>();
        assert_eq!(record::take(), PAIR);
    });
}

#[test]
fn a_suspended_section_may_go_on_on_another_cpu() {
    CPU.set(4);
    let section = LazyMmuGuard::<Pinned>::enable();
    section.suspend(|| assert!(migrate(5)));
    assert!(is_active::<Pinned>());
    assert_eq!(counts().enable, 1, "on the new CPU");
    drop(section);
    assert_eq!(counts(), Counts::default());
    assert!(migrate(4));
    assert_eq!(counts(), Counts::default(), "and nothing on the old CPU");
}

#[test]
fn a_slot_used_without_pin_is_reported_on_both_cpus_and_the_next_sections_work() {
    CPU.set(6);
    let section = LazyMmuGuard::<Unpinned>::enable();
    queue_pte_barriers::<Unpinned>();
    assert!(migrate(7), "nothing keeps the task");
    drop(section);
    assert_eq!(REPORTS.take(), [(6, SwitchedInSection, 1, 0), (7, UnpairedDisable, 0, 0)]);
    for cpu in [7, 6] {
        assert!(migrate(cpu));
        assert!(slot(|slot| slot.is_settled()));
        let section = LazyMmuGuard::<Pinned>::enable();
        assert!(is_active::<Pinned>());
        drop(section);
        assert_eq!(counts(), Counts::default());
    }
    assert_eq!(REPORTS.take(), []);
}

#[test]
fn what_a_handler_left_on_its_cpu_is_reported_there_and_taken_back() {
    for (cpu, stray) in [(8, raw_enable::<Pinned> as fn()), (9, raw_pause::<Pinned>)] {
        CPU.set(cpu);
        slot(|slot| {
            let _handler = slot.interrupt::<Pinned>();
            irq_exit(slot);
            stray();
            queue_pte_barriers::<Pinned>();
        });
        assert_eq!(REPORTS.take(), [(cpu, HandlerChangedSlot, 0, 0)]);
        assert!(slot(|slot| slot.is_settled() && !slot.in_interrupt()));
        assert!(!is_active::<Pinned>());
        let section = LazyMmuGuard::<Pinned>::enable();
        queue_pte_barriers::<Pinned>();
        assert!(slot(|slot| !slot.is_settled()), "the next section batches");
        drop(section);
        assert_eq!((counts(), REPORTS.take()), (Counts::default(), vec![]));
        assert_eq!(
            PREEMPTION_OFF.replace(0),
            1,
            "the pin of the section it left is never given back"
        );
    }
}

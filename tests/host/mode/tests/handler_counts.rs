//! A slot per task, in a kernel that counts its handlers per CPU. A task that migrates between
//! finding the count and reading it reads the count of another CPU. With `pin` it stays on its CPU,
//! and every operation does what it should.

use std::cell::Cell;

use lazy_mmu_arm64::record::{self, Instruction::DsbIshst, Instruction::Isb};
use lazy_mmu_arm64::{Arm64, queue_pte_barriers};
use lazy_mmu_core::{LazyMmuGuard, Platform, Slot, Unsettled, defer, flush};

thread_local! {
    static TASK: Slot<Arm64> = const { Slot::new(()) };
    static HANDLERS: [Cell<u32>; 2] = const { [const { Cell::new(0) }; 2] };
    static CPU: Cell<usize> = const { Cell::new(0) };
    /// How many callers keep preemption off for the task.
    static PREEMPTION_OFF: Cell<u32> = const { Cell::new(0) };
    /// The scheduler wants to move the task when it next comes to `between`.
    static WANTS: Cell<bool> = const { Cell::new(false) };
    static REFUSED: Cell<u32> = const { Cell::new(0) };
}

/// Runs between the two instructions: moves the task if it may move; then a timer interrupt comes
/// to the CPU that it has left.
fn between() {
    if !WANTS.replace(false) {
    } else if PREEMPTION_OFF.get() > 0 {
        REFUSED.set(REFUSED.get() + 1);
    } else {
        HANDLERS.with(|handlers| handlers[CPU.get()].set(1));
        CPU.set(1 - CPU.get());
    }
}

/// A kernel whose `pin` keeps preemption off if `PINS`.
struct Kernel<const PINS: bool>;

impl<const PINS: bool> Platform for Kernel<PINS> {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        let cpu = CPU.get();
        between();
        HANDLERS.with(|handlers| handlers[cpu].get() > 0)
    }
    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        TASK.with(f)
    }
    fn pin() {
        PREEMPTION_OFF.set(PREEMPTION_OFF.get() + u32::from(PINS));
    }
    fn unpin() {
        PREEMPTION_OFF.set(PREEMPTION_OFF.get() - u32::from(PINS));
    }
}

/// Runs `f`, with the scheduler moving the task, or trying to, when `f` first asks for handlers.
/// After `f` the handler has ended.
fn raced<R>(f: impl FnOnce() -> R) -> R {
    WANTS.set(true);
    let answer = f();
    assert!(!WANTS.get(), "`f` has asked whether a handler runs");
    HANDLERS.with(|handlers| handlers.iter().for_each(|handler| handler.set(0)));
    answer
}

/// Returns each operation by name, and whether it did what it must.
fn operations<P: Platform<Arch = Arm64>>() -> [(&'static str, bool); 4] {
    let is_pair = |recorded: Vec<_>| recorded == [DsbIshst, Isb];
    record::take();

    let section = LazyMmuGuard::<P>::enable();
    queue_pte_barriers::<P>();
    raced(flush::<P>);
    let flushed = is_pair(record::take());

    queue_pte_barriers::<P>();
    let mapped: Unsettled<u64, P> = Unsettled::new(0xffff_8000_0000_0000);
    raced(|| mapped.flush());
    let opened_settled = TASK.with(Slot::is_settled) && !record::take().is_empty();

    let deferred = raced(defer::<P>);
    drop(section);

    record::take();
    let section = raced(LazyMmuGuard::<P>::enable);
    let began = TASK.with(Slot::counts).enable == 1;
    drop(section);
    [
        ("flush", flushed),
        ("Unsettled::flush", opened_settled),
        ("defer", deferred),
        ("enable", began),
    ]
}

#[test]
fn with_a_pin_no_operation_reads_of_another_cpus_handler() {
    assert_eq!(
        operations::<Kernel<true>>(),
        ["flush", "Unsettled::flush", "defer", "enable"].map(|name| (name, true))
    );
    assert_eq!(
        (REFUSED.get(), CPU.get(), PREEMPTION_OFF.get()),
        (4, 0, 0),
        "the task stayed each time, and may move again"
    );
}

#[test]
fn without_one_a_section_takes_its_task_for_a_handler() {
    assert!(operations::<Kernel<false>>().contains(&("enable", false)));
    assert_eq!(REFUSED.get(), 0, "the task moved each time");
}

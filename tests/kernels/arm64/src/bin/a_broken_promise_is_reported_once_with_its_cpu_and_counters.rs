//! Four ways to break a promise to the mode, each done twice: by handlers of a real interrupt that
//! leave the interrupted task's slot otherwise than they found it, and by tasks that are switched
//! inside a section of a slot per CPU. Each is reported once, with the CPU and the counters, and a
//! section batches behind it as ever.
//!
//! qemu: -smp 2
#![no_std]
#![no_main]

use core::mem::{ManuallyDrop, forget};
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::Relaxed};

use aarch64_cpu::asm::wfe;
use kernel::{
    CpuLocal, Kernel, Meter, PerCpu, Qemu, Task, cpu_index, interrupt, preemption_off,
    print_reports, sched,
};
use lazy_mmu_arm64::{Arm64, queue_pte_barriers};
use lazy_mmu_core::{Counts, LazyMmuGuard, Platform, Slot, Violation, section};
use semihosting::println;

kernel::program!(main);

/// A task each, as a slot reports a kind once; one after the other.
const FAULTS: [fn(); 4] = [
    a_handler_ends_the_tasks_section,
    a_handler_that_exits_early_leaves_a_section_open,
    a_switch_while_pinned,
    a_slot_per_cpu_without_pin,
];
static TURN: AtomicUsize = AtomicUsize::new(0);

fn main() {
    sched::on_switch(PerCpu::switching);
    for index in 0..FAULTS.len() {
        sched::spawn(in_turn, index);
    }
    sched::run(2);
    for CpuLocal { lazy_mmu: slot } in CpuLocal::all() {
        assert_eq!((slot.counts(), slot.is_settled()), (Counts::default(), true));
    }
}

fn in_turn(index: usize) {
    wait_while(|| TURN.load(Relaxed) < index);
    FAULTS[index]();
    assert_eq!(Task::current().preemption_off.load(Relaxed), 0);
    TURN.fetch_add(1, Relaxed);
    // There must be one to switch to.
    wait_while(|| TURN.load(Relaxed) < FAULTS.len());
}

fn wait_while(condition: impl Fn() -> bool) {
    while condition() {
        // The other CPU goes on here, as both are emulated by one thread.
        wfe();
        sched::yield_now();
    }
}

/// Moves there, and switches preemption off.
fn stay_on(cpu: usize) {
    loop {
        wait_while(|| cpu_index() != cpu);
        preemption_off(1);
        if cpu_index() == cpu {
            return;
        }
        preemption_off(-1);
    }
}

/// Prints the reports. Then nested sections with eight stores are settled by one pair.
fn batches<P: Platform<Arch = Arm64>>() {
    print_reports();
    Qemu.count(format_args!("varies on two CPUs"), || {
        section::<P, _>(|_| {
            section::<P, _>(|_| (0..8).for_each(|_| queue_pte_barriers::<P>()));
        });
    });
    println!("a section with eight stores emits one pair:");
    println!("predicted: dsb_ishst=1");
}

/// The interrupted task's.
static GUARD: AtomicPtr<ManuallyDrop<LazyMmuGuard<Kernel>>> = AtomicPtr::new(core::ptr::null_mut());

fn a_handler_ends_the_tasks_section() {
    println!("a handler ends the section of the task that it interrupts");
    stay_on(1);
    let slot = &Task::current().lazy_mmu;
    for _ in 0..2 {
        let mut guard = ManuallyDrop::new(LazyMmuGuard::enable());
        queue_pte_barriers::<Kernel>();
        GUARD.store(&raw mut guard, Relaxed);
        interrupt(|| {
            // SAFETY: the task's, which waits for this handler and does not drop it itself.
            let guard = unsafe { GUARD.load(Relaxed).read() };
            drop(ManuallyDrop::into_inner(guard));
        });
        assert_eq!(
            (slot.counts(), slot.is_settled(), slot.in_interrupt()),
            (Counts::default(), true, false)
        );
    }
    batches::<Kernel>();
    preemption_off(-1);
}

fn a_handler_that_exits_early_leaves_a_section_open() {
    println!("a handler says that it ends, and then opens a section and leaves it open");
    stay_on(0);
    for _ in 0..2 {
        interrupt(|| {
            // SAFETY: it is not: the promise that is broken here.
            unsafe { Task::current().lazy_mmu.irq_exit() };
            forget(LazyMmuGuard::<Kernel>::enable());
            queue_pte_barriers::<Kernel>();
        });
        assert!(!Task::current().lazy_mmu.in_interrupt());
    }
    batches::<Kernel>();
    // A section that is still open is reported as any task's, on this CPU.
    Task::current().lazy_mmu.retire::<Kernel>();
    preemption_off(-1);
}

fn a_switch_while_pinned() {
    println!("preemption is switched on in a section that pins, and the scheduler switches");
    for _ in 0..2 {
        stay_on(1);
        let section = LazyMmuGuard::<PerCpu>::enable();
        queue_pte_barriers::<PerCpu>();
        preemption_off(-2);
        stay_on(0);
        drop(section);
    }
    stay_on(1);
    batches::<PerCpu>();
    preemption_off(-1);
}

/// The same slots; nothing keeps the CPU.
struct Unpinned;

impl Platform for Unpinned {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        PerCpu::with_slot(f)
    }

    fn report(violation: Violation) {
        PerCpu::report(violation);
    }
}

fn a_slot_per_cpu_without_pin() {
    println!("a task moves in a section of a slot per CPU that does not pin");
    for _ in 0..2 {
        stay_on(0);
        let section = LazyMmuGuard::<Unpinned>::enable();
        queue_pte_barriers::<Unpinned>();
        preemption_off(-1);
        stay_on(1);
        drop(section);
        preemption_off(-1);
    }
    stay_on(0);
    batches::<Unpinned>();
    preemption_off(-1);
}

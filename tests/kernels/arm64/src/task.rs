//! The task, and the platforms of the lazy MMU mode: the port to this kernel.

use core::sync::atomic::{AtomicI32, Ordering::Relaxed};

use lazy_mmu_arm64::{Arm64, SpEl0, TaskRegister};
use lazy_mmu_core::{Event, Platform, Slot, Violation};
use semihosting::println;

#[cfg(feature = "interrupts")]
use crate::sched::Thread;
use crate::{cpu, per_cpu, reports};

/// A task of this kernel.
#[derive(Debug)]
pub struct Task {
    /// The state of the lazy MMU mode.
    pub lazy_mmu: Slot<Arm64>,
    /// That of [`Traced`], to see the calls of one without those of the other.
    traced: Slot<Arm64>,
    /// Above 0, the scheduler switches to no other task. For a platform whose slot is per CPU.
    pub preemption_off: AtomicI32,
    #[cfg(feature = "interrupts")]
    pub(crate) thread: Thread,
}

/// The first task of each CPU: the program on the first one. The scheduler comes back to
/// it when nothing else is to run.
static FIRST: [Task; cpu::MOST] = [const { Task::new() }; cpu::MOST];

/// Before anything else on a CPU: from here on there is a current task.
pub(crate) fn start_first() {
    per_cpu::start();
    // SAFETY: this kernel runs on SP_EL1 and keeps nothing else in SP_EL0. The first tasks live for
    // ever.
    unsafe { SpEl0::set_current(Task::first(cpu::index())) }
}

impl Task {
    /// Outside any section, and with nothing to do.
    pub(crate) const fn new() -> Self {
        Self {
            lazy_mmu: Slot::new(()),
            traced: Slot::new(()),
            preemption_off: AtomicI32::new(0),
            #[cfg(feature = "interrupts")]
            thread: Thread::new(),
        }
    }

    /// The first task of a CPU.
    pub(crate) fn first(cpu: usize) -> &'static Self {
        &FIRST[cpu]
    }

    /// The task that runs, for code that switches tasks.
    #[inline(always)]
    pub(crate) fn current_now() -> &'static Self {
        // SAFETY: `start_first` ran before anything else did on this CPU, and tasks live for ever.
        unsafe { SpEl0::current_now() }
    }

    /// The task that runs.
    #[inline(always)]
    pub fn current() -> &'static Self {
        // SAFETY: `start_first` ran before anything else did on this CPU, and tasks live for ever.
        // Each has a stack of its own, and the scheduler, which switches them, uses `current_now`.
        unsafe { SpEl0::current() }
    }
}

/// This kernel, to the lazy MMU mode.
#[derive(Debug)]
pub struct Kernel;

impl Platform for Kernel {
    type Arch = Arm64;

    #[inline]
    fn in_interrupt() -> bool {
        false // handlers are announced with `Slot::irq_enter`; a fault runs for the task
    }

    #[inline]
    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        f(&Task::current().lazy_mmu)
    }

    fn report(violation: Violation) {
        reports::remember(violation);
    }
}

lazy_mmu_core::set_platform!(Kernel);

/// The same kernel, whose handlers announce themselves to no slot: they count in a word of the
/// task, above the bits that keep preemption off, as in Linux.
#[derive(Debug)]
pub struct Counting;

/// Where handlers count in [`Task::preemption_off`].
pub(crate) const HANDLERS: i32 = 0x00ff_ff00;

impl Platform for Counting {
    type Arch = Arm64;

    #[inline]
    fn in_interrupt() -> bool {
        Task::current().preemption_off.load(Relaxed) & HANDLERS != 0
    }

    #[inline]
    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        Kernel::with_slot(f)
    }

    fn report(violation: Violation) {
        Kernel::report(violation);
    }
}

/// The same kernel, which prints what the mode does.
#[derive(Debug)]
pub struct Traced;

impl Platform for Traced {
    type Arch = Arm64;

    #[inline]
    fn in_interrupt() -> bool {
        false
    }

    #[inline]
    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        f(&Task::current().traced)
    }

    fn trace(event: Event) {
        println!("{event}");
    }
}

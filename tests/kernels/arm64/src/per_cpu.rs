//! The variables of each CPU, and a platform of the lazy MMU mode whose slot is one of them.

use core::sync::atomic::Ordering::Relaxed;

use lazy_mmu_arm64::{Arm64, TaskRegister, TpidrEl1};
use lazy_mmu_core::{Platform, Slot, Violation};

use crate::sweep::Handlers;
use crate::task::HANDLERS;
use crate::{Kernel, MOST_CPUS, Task, cpu_index};

/// The variables of one CPU. TPIDR_EL1 points to them.
#[derive(Debug)]
pub struct CpuLocal {
    /// The state of the lazy MMU mode, for [`PerCpu`].
    pub lazy_mmu: Slot<Arm64>,
}

static LOCAL: [CpuLocal; MOST_CPUS] = [const { CpuLocal { lazy_mmu: Slot::new(()) } }; MOST_CPUS];

/// Before anything else on a CPU: from here on it has its variables.
pub(crate) fn start() {
    // SAFETY: nothing else is kept in TPIDR_EL1, and the variables live for ever.
    unsafe { TpidrEl1::set_current(&LOCAL[cpu_index()]) }
}

impl CpuLocal {
    /// Those of the CPU that this runs on: with preemption on, maybe of another one by now.
    #[inline(always)]
    pub fn now() -> &'static Self {
        // SAFETY: `start` ran before anything else did on this CPU. The variables live for ever.
        unsafe { TpidrEl1::current_now() }
    }

    /// Those of all CPUs.
    pub fn all() -> &'static [Self] {
        &LOCAL
    }
}

/// This kernel with a slot for each CPU. A guard that counts keeps its CPU,
/// by switching preemption off. The scheduler calls [`PerCpu::switching`] at every switch.
#[derive(Debug)]
pub struct PerCpu;

impl Platform for PerCpu {
    type Arch = Arm64;

    #[inline]
    fn in_interrupt() -> bool {
        false
    }

    #[inline]
    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        f(&CpuLocal::now().lazy_mmu)
    }

    #[inline]
    fn pin() {
        preemption_off(1);
    }

    #[inline]
    fn unpin() {
        preemption_off(-1);
    }

    fn report(violation: Violation) {
        Kernel::report(violation);
    }
}

impl PerCpu {
    /// For [`sched::on_switch`](crate::sched::on_switch).
    pub fn switching() {
        CpuLocal::now().lazy_mmu.switching::<Self>();
    }
}

impl Handlers for PerCpu {
    fn handler(f: impl FnOnce()) {
        preemption_off(1);
        {
            let _handler = CpuLocal::now().lazy_mmu.interrupt::<Self>();
            f();
        }
        preemption_off(-1);
    }
}

/// In the task's own counter, so that it is the task's wherever it runs. Load and store: a step
/// between exclusive ones would never let them through.
#[inline]
pub fn preemption_off(by: i32) {
    let counter = &Task::current().preemption_off;
    counter.store(counter.load(Relaxed) + by, Relaxed);
}

/// [`PerCpu`], with what a store asks as a parameter: whether it asks [`Platform::is_pinned`], and
/// whether handlers count in the same word of the task, above the bits that keep preemption off, as
/// in Linux (else they announce themselves to the slot).
#[derive(Debug)]
pub struct PerCpuAsking<const IF_PINNED: bool, const FOR_HANDLERS: bool>;

impl<const IF_PINNED: bool, const FOR_HANDLERS: bool> Platform
    for PerCpuAsking<IF_PINNED, FOR_HANDLERS>
{
    type Arch = Arm64;

    #[inline]
    fn in_interrupt() -> bool {
        FOR_HANDLERS && Task::current().preemption_off.load(Relaxed) & HANDLERS != 0
    }

    #[inline]
    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        PerCpu::with_slot(f)
    }

    #[inline]
    fn pin() {
        PerCpu::pin();
    }

    #[inline]
    fn unpin() {
        PerCpu::unpin();
    }

    #[inline]
    fn is_pinned() -> Option<bool> {
        IF_PINNED.then(|| Task::current().preemption_off.load(Relaxed) != 0)
    }

    fn report(violation: Violation) {
        Kernel::report(violation);
    }
}

impl<const IF_PINNED: bool, const FOR_HANDLERS: bool> Handlers
    for PerCpuAsking<IF_PINNED, FOR_HANDLERS>
{
    fn handler(f: impl FnOnce()) {
        PerCpu::handler(f);
    }
}

//! Interrupts: the GIC, the timer that preempts, and what a CPU asks of the others and of itself.

use core::ptr::{NonNull, without_provenance_mut};

use aarch64_cpu::registers::{CNTFRQ_EL0, CNTV_CTL_EL0, CNTV_TVAL_EL0, Readable, Writeable};
use arm_gic::gicv3::registers::{Gicd, GicrSgi};
use arm_gic::gicv3::{GicCpuInterface, GicV3, Group, SgiTarget, SgiTargetGroup};
use arm_gic::{IntId, InterruptGroup, UniqueMmioPointer};
use spin::{Mutex, Once};

use crate::daif::{are_masked, mask, masked, unmask};
use crate::{Kernel, Task, cpu, sched};

/// The EL1 virtual timer.
const TIMER: IntId = IntId::ppi(11);
/// Another CPU wants this one to look for work.
const RESCHEDULE: IntId = IntId::sgi(0);
/// This CPU wants to be interrupted.
const ASKED_FOR: IntId = IntId::sgi(1);
/// Of the timer of each CPU.
const INTERRUPTS_A_SECOND: u64 = 2000;
const PRIORITY: u8 = 0x80;

// QEMU's virt machine has them here; boot.rs maps them as device memory, each address to itself.
const DISTRIBUTOR: usize = 0x0800_0000;
const REDISTRIBUTORS: usize = 0x080a_0000;

static HANDLER: Once<fn()> = Once::new();

/// Has every interrupt run `f` too, on top of the task that it interrupts. Once in a program.
pub fn on_interrupt(f: fn()) {
    HANDLER.call_once(|| f);
}

/// Interrupts the other CPUs.
pub fn interrupt_others() {
    GicCpuInterface::send_sgi(RESCHEDULE, SgiTarget::All, SgiTargetGroup::CurrentGroup1)
        .expect("it is an SGI");
}

type Handler = fn();

/// The function that each CPU has asked its next interrupt to call. Locked with interrupts masked
/// only.
static ASKED: [Mutex<Option<Handler>>; cpu::MOST] = [const { Mutex::new(None) }; cpu::MOST];

/// Interrupts the current task by a handler that runs `f`, before it returns: by a
/// software-generated interrupt that the CPU sends itself.
///
/// # Panics
///
/// If interrupts are masked, as in a handler.
pub fn interrupt(f: fn()) {
    assert!(!are_masked(), "an interrupt that is masked does not come");
    let cpu = masked(|| {
        let cpu = cpu::index();
        *ASKED[cpu].lock() = Some(f);
        let target =
            SgiTarget::List { affinity3: 0, affinity2: 0, affinity1: 0, target_list: 1 << cpu };
        GicCpuInterface::send_sgi(ASKED_FOR, target, SgiTargetGroup::CurrentGroup1)
            .expect("it is an SGI");
        cpu
    });
    // It need not come at the first instruction that lets it in. No `spin_loop`: that is an ISB,
    // and those are counted.
    while masked(|| ASKED[cpu].lock().is_some()) {}
}

/// The function that each CPU's next interrupt calls at its end. Locked with interrupts masked
/// only.
static RAISED: [Mutex<Option<Handler>>; cpu::MOST] = [const { Mutex::new(None) }; cpu::MOST];

/// Raises a softirq: `f` runs at the end of the interrupt that runs now, with interrupts allowed.
/// Called by a handler.
pub fn raise_softirq(f: fn()) {
    assert!(are_masked(), "a handler raises it");
    *RAISED[cpu::index()].lock() = Some(f);
}

/// Serves what was raised, on top of what was interrupted: a handler too, to the lazy MMU mode,
/// which interrupts may interrupt.
fn serve_softirq() {
    let raised = RAISED[cpu::index()].lock().take();
    let Some(f) = raised else { return };
    let _handler = Task::current_now().lazy_mmu.interrupt::<Kernel>();
    unmask();
    f();
    mask();
}

/// Lets in what [`interrupt`] asks for, and no other interrupt. For a program without a scheduler.
pub fn take_interrupts() {
    start(1);
    listen();
    unmask();
}

/// Handles the interrupt that is pending, then may switch tasks: it returns when the interrupted
/// one is switched back to.
pub(crate) fn handle() {
    let handler = Task::current_now().lazy_mmu.interrupt::<Kernel>();
    let handled = GicCpuInterface::handle_interrupt(InterruptGroup::Group1, |id| {
        match id {
            TIMER => wind_timer(),
            RESCHEDULE => {}
            ASKED_FOR => {
                let f = ASKED[cpu::index()].lock().take();
                f.expect("asked for with what to do")();
            }
            _ => unreachable!("{id:?} was never enabled"),
        }
        if let Some(f) = HANDLER.get() {
            f();
        }
    });
    drop(handler);
    serve_softirq();
    if handled {
        sched::preempt();
    }
}

/// Sets up the GIC, for this CPU and `cpus - 1` others. Once: the next time it must be for as many.
pub(crate) fn start(cpus: usize) {
    static SET_UP_FOR: Once<usize> = Once::new();
    let set_up_for = SET_UP_FOR.call_once(|| {
        let distributor = NonNull::new(without_provenance_mut::<Gicd>(DISTRIBUTOR)).expect("not 0");
        let redistributors =
            NonNull::new(without_provenance_mut::<GicrSgi>(REDISTRIBUTORS)).expect("not 0");
        // SAFETY: the distributor is there, mapped as device memory, and nobody else has a pointer
        // to it.
        let distributor = unsafe { UniqueMmioPointer::new(distributor) };
        // SAFETY: so are the redistributors, one for each CPU of the machine.
        let gic = unsafe { GicV3::new(distributor, redistributors, cpus) };
        let mut gic = gic.expect("a GICv3");
        for cpu in 0..cpus {
            gic.init_cpu(cpu);
        }
        gic.setup(cpu::index());
        for cpu in 0..cpus {
            for id in [TIMER, RESCHEDULE, ASKED_FOR] {
                gic.set_interrupt_priority(id, Some(cpu), PRIORITY).expect("it is private");
                gic.set_group(id, Some(cpu), Group::Group1NS).expect("it is private");
                gic.enable_interrupt(id, Some(cpu), true).expect("it is private");
            }
        }
        cpus
    });
    assert_eq!(*set_up_for, cpus, "the number of CPUs is the same in each run");
}

/// From here on this CPU is interrupted, by its timer at the least.
pub(crate) fn start_here() {
    listen();
    wind_timer();
    CNTV_CTL_EL0.write(CNTV_CTL_EL0::ENABLE::SET);
    unmask();
}

fn listen() {
    GicCpuInterface::enable_system_register_el1();
    GicCpuInterface::set_priority_mask(0xff);
    GicCpuInterface::enable_group1(true);
}

/// From here on it is not.
pub(crate) fn stop_here() {
    mask();
    CNTV_CTL_EL0.write(CNTV_CTL_EL0::ENABLE::CLEAR);
}

fn wind_timer() {
    CNTV_TVAL_EL0.set(CNTFRQ_EL0.get() / INTERRUPTS_A_SECOND);
}

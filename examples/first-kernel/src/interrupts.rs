//! Interrupts: masked, let in, and asked for by the timer.

use core::arch::asm;
use core::ptr::{NonNull, without_provenance_mut};

use aarch64_cpu::registers::{CNTFRQ_EL0, CNTV_CTL_EL0, CNTV_TVAL_EL0, Readable, Writeable};
use arm_gic::gicv3::registers::{Gicd, GicrSgi};
use arm_gic::gicv3::{GicCpuInterface, GicV3, Group};
use arm_gic::{IntId, InterruptGroup, UniqueMmioPointer};

/// The EL1 virtual timer.
const TIMER: IntId = IntId::ppi(11);
const TICKS_A_SECOND: u64 = 1000;

// QEMU's virt machine has them here. The boot map maps them as device memory.
const DISTRIBUTOR: usize = 0x0800_0000;
const REDISTRIBUTORS: usize = 0x080a_0000;

/// Starts the timer, and lets interrupts in. The boot code calls this once.
pub fn start() {
    let distributor = NonNull::new(without_provenance_mut::<Gicd>(DISTRIBUTOR)).expect("not 0");
    let redistributors =
        NonNull::new(without_provenance_mut::<GicrSgi>(REDISTRIBUTORS)).expect("not 0");
    // SAFETY: the distributor is there, mapped as device memory, and nobody else has a pointer to
    // it.
    let distributor = unsafe { UniqueMmioPointer::new(distributor) };
    // SAFETY: the same is true of the redistributor of the one CPU.
    let gic = unsafe { GicV3::new(distributor, redistributors, 1) };
    let mut gic = gic.expect("a GICv3");
    gic.init_cpu(0);
    gic.setup(0);
    gic.set_interrupt_priority(TIMER, Some(0), 0x80).expect("it is private");
    gic.set_group(TIMER, Some(0), Group::Group1NS).expect("it is private");
    gic.enable_interrupt(TIMER, Some(0), true).expect("it is private");
    GicCpuInterface::enable_system_register_el1();
    GicCpuInterface::set_priority_mask(0xff);
    GicCpuInterface::enable_group1(true);
    wind_timer();
    CNTV_CTL_EL0.write(CNTV_CTL_EL0::ENABLE::SET);
    // SAFETY: the vectors handle interrupts.
    unsafe { asm!("msr daifclr, #2", options(nostack, preserves_flags)) }
}

/// Handles the interrupt that is pending.
pub fn handle() {
    GicCpuInterface::handle_interrupt(InterruptGroup::Group1, |id| {
        assert_eq!(id, TIMER, "no other interrupt is enabled");
        wind_timer();
    });
}

fn wind_timer() {
    CNTV_TVAL_EL0.set(CNTFRQ_EL0.get() / TICKS_A_SECOND);
}

/// Runs `f` with interrupts masked, and leaves them as they were.
pub fn masked<R>(f: impl FnOnce() -> R) -> R {
    let before: u64;
    // SAFETY: reading has no effect.
    unsafe { asm!("mrs {}, daif", out(reg) before, options(nomem, nostack, preserves_flags)) }
    mask();
    let result = f();
    // Not `nomem`, here and in `mask`: what `f` does stays between the two.
    // SAFETY: interrupts were allowed before, or are not now.
    unsafe { asm!("msr daif, {}", in(reg) before, options(nostack, preserves_flags)) }
    result
}

/// Keeps interrupts out.
pub fn mask() {
    // SAFETY: nothing relies on an interrupt to come.
    unsafe { asm!("msr daifset, #2", options(nostack, preserves_flags)) }
}

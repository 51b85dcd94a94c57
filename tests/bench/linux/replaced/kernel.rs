// SPDX-License-Identifier: MIT OR Apache-2.0
//! Linux as a platform of the mode: the slot is in `task_struct`, and the preempt count says
//! whether a handler runs.
#![no_std]

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

use lazy_mmu_arm64::{Arm64, LinuxEl1, SpEl0, TaskRegister};
use lazy_mmu_core::{Platform, Slot, Violation};

/// The offsets in `task_struct`, from the tree's `include/generated/asm-offsets.h`.
const PREEMPT_COUNT: usize = number(env!("TSK_TI_PREEMPT"));
const LAZY_MMU: usize = number(env!("TSK_LAZY_MMU"));

/// `SOFTIRQ_MASK | HARDIRQ_MASK | NMI_MASK`, without PREEMPT_RT.
const HANDLERS: u32 = 0x00ff_ff00;

/// The fields of C's task.
struct Others<const BYTES: usize>(UnsafeCell<MaybeUninit<[u8; BYTES]>>);

#[repr(C)]
struct Task {
    before: Others<PREEMPT_COUNT>,
    preempt_count: AtomicU32,
    between: Others<{ LAZY_MMU - PREEMPT_COUNT - 4 }>,
    lazy_mmu: Slot<Arm64<LinuxEl1>>,
}

struct Linux;

impl Platform for Linux {
    type Arch = Arm64<LinuxEl1>;

    #[inline(always)]
    fn in_interrupt() -> bool {
        // SAFETY: SP_EL0 points to the running task in all of Linux's C, which lives as long as it
        // runs.
        unsafe { SpEl0::current::<Task>() }.preempt_count.load(Relaxed) & HANDLERS != 0
    }

    #[inline(always)]
    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64<LinuxEl1>>) -> R) -> R {
        // SAFETY: as above.
        f(&unsafe { SpEl0::current::<Task>() }.lazy_mmu)
    }

    /// Warns, as Linux's own mode does.
    fn report(violation: Violation) {
        // SAFETY: the function takes a byte, and prints it with the caller's stack.
        unsafe { lazy_mmu_violation(violation.kind as u8) }
    }
}

lazy_mmu_arm64::export_c!(Linux);

unsafe extern "C" {
    fn lazy_mmu_violation(kind: u8);
    fn lazy_mmu_panic() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    // SAFETY: the function takes nothing and does not return.
    unsafe { lazy_mmu_panic() }
}

/// Reads a decimal number.
const fn number(text: &str) -> usize {
    let (mut value, mut digits) = (0, text.as_bytes());
    while let [digit, rest @ ..] = digits {
        assert!(digit.is_ascii_digit(), "an offset is a decimal number");
        (value, digits) = (value * 10 + (*digit - b'0') as usize, rest);
    }
    value
}

//! Single-stepping: a hook between any two instructions of a sequence, as an interrupt may come
//! there.
//!
//! The CPU's own software step (Arm Architecture Reference Manual for A-profile, "Software Step
//! exceptions"). MDSCR_EL1.{SS,KDE} turn it on for this exception level; it acts while PSTATE.D is
//! clear, which it is in the sequence only: an exception sets it. The handler returns with SPSR.SS
//! set, which lets one instruction through.

use core::arch::asm;

use aarch64_cpu::asm::barrier::{SY, isb};
use aarch64_cpu::registers::{MDSCR_EL1, OSLAR_EL1, ReadWriteable, Readable, Writeable};
use aarch64_rt::RegisterStateRef;
use spin::Mutex;

use crate::daif;

/// The instructions that a sequence executed, its hooks aside.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Steps {
    /// Instruction boundaries: before the first instruction, between any two, behind the last.
    pub boundaries: usize,
    /// DSBs, with any option.
    pub dsb: usize,
    /// ISBs.
    pub isb: usize,
}

struct Run {
    hook: fn(usize),
    steps: Steps,
    /// The instruction at the boundary before: address and word.
    last: Option<(usize, u32)>,
}

/// The sequence that is stepped now.
static RUN: Mutex<Option<Run>> = Mutex::new(None);

const SPSR_SS: u64 = 1 << 21;

/// Runs `f` and calls `hook` at each instruction boundary of it, with the boundary's number, from 0
/// on. The hook runs as an exception handler, unstepped; whether that is an interrupt to the lazy
/// MMU mode is for the hook to announce.
///
/// Interrupts are masked meanwhile, so that nothing but the hook moves the task to another CPU,
/// where stepping is not on yet.
///
/// `f` takes no spin lock of exclusive loads and stores: the exception between the two makes the
/// store fail, each time.
///
/// # Panics
///
/// If another sequence is stepped now, or if a boundary was left out.
#[inline(never)]
pub fn stepped<R>(hook: fn(usize), f: impl FnOnce() -> R) -> (R, Steps) {
    let before = RUN.lock().replace(Run { hook, steps: Steps::default(), last: None });
    assert!(before.is_none(), "one sequence is stepped at a time");
    let result = daif::masked(|| {
        arm();
        // Neither is `nomem`: the sequence's accesses stay between them.
        // SAFETY: unmasks debug exceptions, of which there is but the step; its handler gives the
        // sequence back as it was.
        unsafe { asm!("msr daifclr, #8", options(nostack, preserves_flags)) }
        let result = call(f);
        // SAFETY: masks them again, as they were.
        unsafe { asm!("msr daifset, #8", options(nostack, preserves_flags)) }
        // Another CPU that it was on stays armed: without effect, as long as debug exceptions are
        // masked there.
        MDSCR_EL1.modify(MDSCR_EL1::SS::CLEAR + MDSCR_EL1::KDE::CLEAR);
        isb(SY);
        result
    });
    let run = RUN.lock().take().expect("begun above");
    (result, run.steps)
}

/// The sequence as a function of its own, so that none of it is done before the first step.
#[inline(never)]
fn call<R>(f: impl FnOnce() -> R) -> R {
    f()
}

/// Turns stepping on, on this CPU.
fn arm() {
    if !MDSCR_EL1.is_set(MDSCR_EL1::SS) {
        OSLAR_EL1.write(OSLAR_EL1::OSLK::CLEAR);
        MDSCR_EL1.modify(MDSCR_EL1::SS::SET + MDSCR_EL1::KDE::SET);
        isb(SY);
    }
}

/// Handles a software-step exception: the instruction at ELR comes next.
pub(crate) fn handle(mut state: RegisterStateRef<'_>) {
    let at = state.elr;
    // SAFETY: the CPU has fetched from there, and code is mapped readable.
    let word = unsafe { core::ptr::with_exposed_provenance::<u32>(at).read() };
    let (hook, number) = {
        let mut run = RUN.lock();
        let run = run.as_mut().expect("debug exceptions are masked outside `stepped`");
        if let Some((last, instruction)) = run.last.replace((at, word)) {
            assert!(
                is_branch(instruction) || at == last + 4,
                "no boundary between {last:#x} and {at:#x}"
            );
        }
        let number = run.steps.boundaries;
        run.steps.boundaries += 1;
        run.steps.dsb += usize::from(is_dsb(word));
        run.steps.isb += usize::from(is_isb(word));
        (run.hook, number)
    };
    hook(number);
    // The hook may have moved to another CPU.
    arm();
    // SAFETY: it returns to where it was, one instruction at a time.
    let state = unsafe { state.get_mut() };
    state.spsr |= SPSR_SS;
}

// Encodings: Arm ARM, C4.1 (branches, exception generation and system), C6.2 (DSB, ISB).

/// A branch, of any kind.
const fn is_branch(word: u32) -> bool {
    const EXCEPTION: u32 = 0xd4;
    const SYSTEM: u32 = 0xd5;
    word & 0x1c00_0000 == 0x1400_0000 && !matches!(word >> 24, EXCEPTION | SYSTEM)
}

/// Of either form: the second is nXS.
const fn is_dsb(word: u32) -> bool {
    word & !0xf00 == 0xd503_309f || word & !0xc00 == 0xd503_323f
}

const fn is_isb(word: u32) -> bool {
    word & !0xf00 == 0xd503_30df
}

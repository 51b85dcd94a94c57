//! Faults: the handler settles what is deferred and retries; a probe finds out what an address
//! allows.

use core::arch::asm;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use aarch64_cpu::registers::{CurrentEL, ESR_EL1, ESR_EL2, FAR_EL1, FAR_EL2, Readable};
use aarch64_rt::{ExceptionHandlers, RegisterStateRef, exception_handlers};
use lazy_mmu_arm64::settle_fault;
use spin::Mutex;

#[cfg(feature = "interrupts")]
use crate::irq;
use crate::{Kernel, step};

exception_handlers!(Handlers);

struct Handlers;

impl ExceptionHandlers for Handlers {
    extern "C" fn sync_current(mut state: RegisterStateRef<'_>) {
        let (esr, far) = match CurrentEL.read_as_enum(CurrentEL::EL) {
            Some(CurrentEL::EL::Value::EL2) => (ESR_EL2.get(), FAR_EL2.get()),
            _ => (ESR_EL1.get(), FAR_EL1.get()),
        };
        if esr >> ESR_CLASS == STEP_SAME_EL {
            return step::handle(state);
        }
        let fault = Fault::from_esr(esr);
        let meanwhile = MEANWHILE.lock().take();
        if let Some(meanwhile) = meanwhile {
            meanwhile();
        }
        let judge = *JUDGE.lock();
        if judge(esr, far) {
            let retries = RETRIES.fetch_add(1, Relaxed);
            assert!(
                retries < MOST_RETRIES,
                "address {far:#x} faults again and again, exception {esr:#x}"
            );
            return;
        }
        // SAFETY: where it goes on is decided below.
        let state = unsafe { state.get_mut() };
        assert!(
            PROBE.swap(fault as u64, Relaxed) == Fault::None as u64 && fault != Fault::Other,
            "exception {:#x} at {:#x}, address {far:#x}",
            esr,
            state.elr
        );
        // A call never came to its address: back to the caller, by X30, which is named `sp` here.
        // Any other probe is one instruction, which expects to be skipped.
        state.elr =
            if esr >> ESR_CLASS == INSTRUCTION_ABORT { state.sp as usize } else { state.elr + 4 };
    }

    #[cfg(feature = "interrupts")]
    extern "C" fn irq_current(_: RegisterStateRef<'_>) {
        irq::handle();
    }
}

const ESR_CLASS: u32 = 26;
const STEP_SAME_EL: u64 = 0b11_0011;
const DATA_ABORT: u64 = 0b10_0101;
const INSTRUCTION_ABORT: u64 = 0b10_0001;

/// A call between the next fault and its handler.
static MEANWHILE: Mutex<Option<fn()>> = Mutex::new(None);

/// Says of a fault, by ESR and FAR, whether the instruction shall run again.
type Judge = fn(u64, u64) -> bool;
static JUDGE: Mutex<Judge> = Mutex::new(settle_fault::<Kernel>);

/// No program has as many. Beyond, `settle_fault` has a fault retried for ever.
const MOST_RETRIES: u64 = 1_000_000;

/// Times that a fault was settled and the access tried again.
static RETRIES: AtomicU64 = AtomicU64::new(0);

/// A [`Fault`] while a probe runs, `Idle` otherwise.
static PROBE: AtomicU64 = AtomicU64::new(Fault::Idle as u64);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    Idle,
    None,
    Translation,
    Permission,
    Other,
}

impl Fault {
    const fn from_esr(esr: u64) -> Self {
        match (esr >> ESR_CLASS, esr & 0b11_1111) {
            (DATA_ABORT | INSTRUCTION_ABORT, 0b00_0100..=0b00_0111) => Self::Translation,
            (DATA_ABORT | INSTRUCTION_ABORT, 0b00_1100..=0b00_1111) => Self::Permission,
            _ => Self::Other,
        }
    }
}

/// The outcome of an access.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It went through.
    Done,
    /// The address is not mapped.
    TranslationFault,
    /// It is, but not for this.
    PermissionFault,
}

/// Has `f` run between the next fault and its handler, as another CPU might: once.
pub fn during_next_fault(f: fn()) {
    *MEANWHILE.lock() = Some(f);
}

/// Has `f` judge faults in place of this kernel: for a program that has a kernel of its own.
/// `None`: this kernel again.
pub fn judge_faults(f: Option<Judge>) {
    *JUDGE.lock() = f.unwrap_or(settle_fault::<Kernel>);
}

/// How often [`settle_fault`] said "retry" since boot.
pub fn retries() -> u64 {
    RETRIES.load(Relaxed)
}

/// Reads a word.
pub fn try_read(address: u64) -> Outcome {
    probe(|| {
        // SAFETY: one instruction, which the handler skips if it faults; what is read is not used.
        unsafe {
            asm!("ldr {}, [{}]", out(reg) _, in(reg) address, options(nostack, preserves_flags))
        }
    })
}

/// Writes 0 to a word, which must be nobody's.
pub fn try_write(address: u64) -> Outcome {
    probe(|| {
        // SAFETY: one instruction, which the handler skips if it faults; the word is nobody's.
        unsafe { asm!("str xzr, [{}]", in(reg) address, options(nostack, preserves_flags)) }
    })
}

/// Reads a word as if from EL0.
pub fn try_read_as_user(address: u64) -> Outcome {
    probe(|| {
        // SAFETY: one instruction, which the handler skips if it faults; what is read is not used.
        unsafe {
            asm!("ldtr {}, [{}]", out(reg) _, in(reg) address, options(nostack, preserves_flags))
        }
    })
}

/// Calls a function at this address, which if it is not mapped is not called.
///
/// # Safety
///
/// It is a function without arguments and result, or nothing at all.
pub unsafe fn try_call(address: u64) -> Outcome {
    probe(|| {
        // SAFETY: as the caller promises; if the fetch faults, the handler returns to behind the
        // call.
        unsafe { asm!("blr {}", in(reg) address, clobber_abi("C")) }
    })
}

fn probe(access: impl FnOnce()) -> Outcome {
    PROBE.store(Fault::None as u64, Relaxed);
    access();
    match PROBE.swap(Fault::Idle as u64, Relaxed) {
        fault if fault == Fault::Translation as u64 => Outcome::TranslationFault,
        fault if fault == Fault::Permission as u64 => Outcome::PermissionFault,
        _ => Outcome::Done,
    }
}

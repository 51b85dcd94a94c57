//! Traps: the page-fault handler settles and retries; a probe finds out what an address allows; an
//! interrupt runs what it is asked to.

use core::arch::asm;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_riscv64::{Access, settle_fault};
use riscv::interrupt::{Exception, Interrupt};
use riscv::register::{scause, sepc, sie, sip, sstatus, stval};
use riscv_rt::{TrapFrame, core_interrupt, exception};
use spin::Mutex;

use crate::{Kernel, Task, find};

/// Interrupts may come, on this hart. The only ones are those that it sends itself.
pub(crate) fn enable() {
    // SAFETY: the handler is below, and nothing here relies on interrupts being masked.
    unsafe { sie::enable(Interrupt::SupervisorSoft) };
    // SAFETY: as above.
    unsafe { sstatus::set_sie() };
}

/// The function that the next interrupt calls.
static INTERRUPT: Mutex<Option<fn()>> = Mutex::new(None);

/// Interrupts the current task by a handler that runs `f`, before this returns.
pub fn interrupt(f: fn()) {
    *INTERRUPT.lock() = Some(f);
    // SAFETY: the handler is below, and returns to the next instruction.
    unsafe { sip::set_ssoft() };
    assert!(INTERRUPT.lock().is_none(), "the interrupt comes at once");
}

#[core_interrupt(Interrupt::SupervisorSoft)]
fn software_interrupt() {
    let _handler = Task::current().lazy_mmu.interrupt::<Kernel>();
    // SAFETY: it is this interrupt that is being handled.
    unsafe { sip::clear_ssoft() };
    let f = INTERRUPT.lock().take();
    if let Some(f) = f {
        f();
    }
}

/// A call between the next fault and its handler.
static MEANWHILE: Mutex<Option<fn()>> = Mutex::new(None);

/// Has `f` run between the next fault and its handler: once.
pub fn during_next_fault(f: fn()) {
    *MEANWHILE.lock() = Some(f);
}

/// Times that a fault was settled and the access tried again.
static RETRIES: AtomicU64 = AtomicU64::new(0);

/// How often a handler said "retry" since boot, on any hart.
pub fn retries() -> u64 {
    RETRIES.load(Relaxed)
}

#[exception(Exception::LoadPageFault)]
fn load_page_fault(_: &mut TrapFrame) {
    page_fault();
}

#[exception(Exception::StorePageFault)]
fn store_page_fault(_: &mut TrapFrame) {
    page_fault();
}

fn page_fault() {
    // Before anything that could fault itself.
    let (cause, address, at) = (scause::read().code() as u64, stval::read() as u64, sepc::read());
    let meanwhile = MEANWHILE.lock().take();
    if let Some(meanwhile) = meanwhile {
        meanwhile();
    }
    let access = Access::from_scause(cause).expect("a page fault");
    if settle_fault::<Kernel>(access, || find(address)) {
        RETRIES.fetch_add(1, Relaxed);
        return;
    }
    let probed = Task::current().probe.swap(FAULTED, Relaxed) == PROBING;
    assert!(probed, "{access:?} of {address:#x} at {at:#x} is a genuine page fault");
    // SAFETY: the instruction of the probe, four bytes long, which expects to be skipped.
    unsafe { sepc::write(at + 4) };
}

/// The outcome of an access.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It went through.
    Done,
    /// A page fault, for lack of a translation or of permissions.
    Fault,
}

const IDLE: u8 = 0;
const PROBING: u8 = 1;
const FAULTED: u8 = 2;

/// Reads a word; what it was is 0 if that faults.
pub fn try_read(address: u64) -> (Outcome, u64) {
    let mut word = 0;
    let outcome = probe(|| {
        // SAFETY: one instruction, which the handler skips if it faults.
        unsafe {
            asm!(".option push", ".option norvc", "ld {0}, 0({1})", ".option pop", inout(reg) word, in(reg) address, options(nostack))
        }
    });
    (outcome, word)
}

/// Writes to a word, which must be nobody's.
pub fn try_write(address: u64, word: u64) -> Outcome {
    probe(|| {
        // SAFETY: one instruction, which the handler skips if it faults; the word is nobody's.
        unsafe {
            asm!(".option push", ".option norvc", "sd {}, 0({})", ".option pop", in(reg) word, in(reg) address, options(nostack))
        }
    })
}

fn probe(access: impl FnOnce()) -> Outcome {
    let probe = &Task::current().probe;
    probe.store(PROBING, Relaxed);
    access();
    if probe.swap(IDLE, Relaxed) == FAULTED { Outcome::Fault } else { Outcome::Done }
}

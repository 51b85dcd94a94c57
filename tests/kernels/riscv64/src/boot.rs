//! From the first instruction to the program: `riscv-rt` boots, on whichever hart the firmware
//! chooses; the other one starts when there is something to run on it.

use core::hint::spin_loop;
use core::panic::PanicInfo;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use semihosting::{println, process};
use spin::Mutex;

use crate::{paging, task, trap};

unsafe extern "Rust" {
    // SAFETY: defined by `program!`, with this signature.
    safe fn kernel_program();
}

unsafe extern "C" {
    /// Where `riscv-rt` begins.
    fn _start();
}

/// The argument of the other hart when it starts; the first one has the address of its device tree
/// there.
const OTHER: usize = 0;

/// Called by `riscv-rt`: whether this hart is the one that clears the memory.
#[unsafe(no_mangle)]
extern "C" fn _mp_hook(_hart: usize, argument: usize) -> bool {
    argument != OTHER
}

#[riscv_rt::entry]
fn start(hart: usize, argument: usize) -> ! {
    task::start_first(hart);
    let first = argument != OTHER;
    if first {
        FIRST.store(hart, Relaxed);
        paging::start();
    }
    paging::enable();
    trap::enable();
    if first {
        kernel_program();
        process::exit(0)
    }
    let work = WORK.lock().take();
    work.expect("the first hart said what to run")();
    let refused = sbi_rt::hart_stop();
    panic!("the hart does not stop: {refused:?}")
}

/// The hart that runs the program.
static FIRST: AtomicUsize = AtomicUsize::new(0);
/// The function that the other hart runs.
static WORK: Mutex<Option<fn()>> = Mutex::new(None);

/// Runs `f` on the other hart, which starts for it and stops after it, and `meanwhile` here;
/// returns when both have ended.
pub fn on_other_hart(f: fn(), meanwhile: impl FnOnce()) {
    let other = 1 - FIRST.load(Relaxed);
    *WORK.lock() = Some(f);
    let started = sbi_rt::hart_start(other, _start as *const () as usize, OTHER);
    assert!(started.is_ok(), "the other hart does not start: {started:?}");
    meanwhile();
    const STOPPED: usize = 1;
    while sbi_rt::hart_get_status(other).value != STOPPED {
        spin_loop();
    }
}

#[panic_handler]
fn panic(info: &PanicInfo) -> ! {
    println!("{info}");
    process::exit(101)
}

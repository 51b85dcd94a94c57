//! Counting, from outside the guest: a QEMU plugin counts what the whole machine executes between
//! two markers.

use core::arch::asm;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use axhal::asm::{disable_irqs, enable_irqs};
use axtask::{AxCpuMask, AxTaskRef};

use crate::println;
use crate::task;

/// The CPUs in `axconfig.toml`.
pub const CPUS: usize = 4;

static PARKED: AtomicUsize = AtomicUsize::new(0);
static RELEASED: AtomicBool = AtomicBool::new(false);

/// While it lives, nothing is interrupted and no other CPU executes a barrier, so that what is
/// counted is the caller's.
pub struct Quiet([AxTaskRef; CPUS - 1]);

impl Quiet {
    /// Goes to CPU 0, and has a task on each other CPU wait there with interrupts masked.
    pub fn begin() -> Self {
        assert!(axtask::set_current_affinity(AxCpuMask::one_shot(0)));
        let parked = core::array::from_fn(|index| task::spawn(move || park(index + 1)));
        while PARKED.load(Relaxed) < CPUS - 1 {
            axtask::yield_now();
        }
        disable_irqs();
        Self(parked)
    }

    /// Runs `f`, and has its instructions counted under a label.
    pub fn count(&self, label: core::fmt::Arguments<'_>, f: impl FnOnce()) {
        println!("count: {label}");
        // SAFETY: these two hints do nothing; the plugin looks for them. Not `nomem`, so that
        // nothing moves across.
        unsafe { asm!("hint #0x60", options(nostack, preserves_flags)) }
        f();
        // SAFETY: as above.
        unsafe { asm!("hint #0x61", options(nostack, preserves_flags)) }
    }

    /// Back to normal.
    pub fn end(self) {
        enable_irqs();
        RELEASED.store(true, Relaxed);
        for task in self.0 {
            task.join();
        }
    }
}

fn park(cpu: usize) {
    assert!(axtask::set_current_affinity(AxCpuMask::one_shot(cpu)));
    disable_irqs();
    PARKED.fetch_add(1, Relaxed);
    while !RELEASED.load(Relaxed) {
        wait();
    }
    enable_irqs();
}

/// Lets another CPU go on, if all are emulated by one thread. (`core::hint::spin_loop` is an ISB.)
pub fn wait() {
    // SAFETY: a hint.
    unsafe { asm!("yield", options(nomem, nostack, preserves_flags)) }
}

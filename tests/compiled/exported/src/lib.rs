//! A kernel's mode, exported to C, with the kernel's functions that the C program calls besides.
//! The slot is a member of C's task.

use std::ffi::c_uint;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering::Relaxed};

use lazy_mmu_arm64::Arm64;
use lazy_mmu_arm64::record::{self, Instruction};
use lazy_mmu_core::{Platform, Slot, Violation};

/// `struct task` of the C program.
#[repr(C)]
struct Task {
    handlers: c_uint,
    lazy_mmu: Slot<Arm64>,
}

static CURRENT: AtomicPtr<Task> = AtomicPtr::new(std::ptr::null_mut());
static REPORTS: AtomicU32 = AtomicU32::new(0);

fn current() -> &'static Task {
    // SAFETY: the program sets a task that lives for ever before it makes any call. It writes only
    // `handlers`, and on this thread.
    unsafe { &*CURRENT.load(Relaxed) }
}

struct Kernel;

impl Platform for Kernel {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        current().handlers != 0
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        f(&current().lazy_mmu)
    }

    fn report(_: Violation) {
        REPORTS.fetch_add(1, Relaxed);
    }
}

lazy_mmu_arm64::export_c!(Kernel);

/// Sets the task that makes the calls from now on.
#[unsafe(no_mangle)]
extern "C" fn set_current(task: *mut core::ffi::c_void) {
    CURRENT.store(task.cast(), Relaxed);
}

/// Takes the number of barrier pairs recorded since the last call.
///
/// # Panics
///
/// Panics if anything else was recorded.
#[unsafe(no_mangle)]
extern "C" fn take_pairs() -> c_uint {
    let recorded = record::take();
    let pairs = recorded.chunks(2);
    assert!(
        pairs.clone().all(|pair| pair == [Instruction::DsbIshst, Instruction::Isb]),
        "{recorded:?}"
    );
    pairs.len().try_into().expect("a few")
}

/// Takes the number of violations reported since the last call.
#[unsafe(no_mangle)]
extern "C" fn take_reports() -> c_uint {
    REPORTS.swap(0, Relaxed)
}

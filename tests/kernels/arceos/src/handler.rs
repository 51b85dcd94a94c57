//! Interrupt handlers announce themselves to the slot of the task that they interrupt: ArceOS has
//! no flag that says so.

use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::Relaxed};

use axhal::{irq, time};
use lazy_mmu_arm64::queue_pte_barriers;
use lazy_mmu_core::{is_active, section};

use crate::task::{Kernel, with_current};

/// The handler that ArceOS has registered for the timer, which is the only one there is.
static TIMER: AtomicPtr<()> = AtomicPtr::new(null_mut());
/// How often one of our tasks was interrupted, and how often in a section.
pub static HANDLED: AtomicUsize = AtomicUsize::new(0);
/// See [`HANDLED`].
pub static HANDLED_IN_SECTION: AtomicUsize = AtomicUsize::new(0);

/// Puts [`timer`] in the place of ArceOS's handler. Once, before there are tasks of ours.
pub fn announce() {
    let stock = irq::unregister(time::irq_num()).expect("ArceOS handles the timer");
    TIMER.store(stock as *mut (), Relaxed);
    assert!(irq::register(time::irq_num(), timer), "the place is free");
}

/// The task may be preempted when this has returned, on the way out of the interrupt.
fn timer() {
    // SAFETY: `announce` stored a function of this type before it registered this one.
    let stock = unsafe { core::mem::transmute::<*mut (), fn()>(TIMER.load(Relaxed)) };
    let ours = with_current(|task| {
        let was_active = task.lazy_mmu.is_active();
        let _handler = task.lazy_mmu.interrupt::<Kernel>();
        stock();
        check();
        HANDLED.fetch_add(1, Relaxed);
        HANDLED_IN_SECTION.fetch_add(usize::from(was_active), Relaxed);
    });
    if ours.is_none() {
        stock();
    }
}

/// A handler has no section, and leaves the task's as it was. The end of one would flush for the
/// task, which is to be preempted with something deferred, too.
fn check() {
    let state = || with_current(|task| (task.lazy_mmu.counts(), task.lazy_mmu.is_settled()));
    let before = state();
    if before.is_some_and(|(_, settled)| !settled) {
        queue_pte_barriers::<Kernel>();
    } else {
        section::<Kernel, _>(|_| {
            assert!(!is_active::<Kernel>());
            queue_pte_barriers::<Kernel>();
        });
    }
    assert_eq!(state(), before);
}

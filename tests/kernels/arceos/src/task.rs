//! The port: the slot of a task in the extension that `axtask` has for that, and the platform.

use alloc::boxed::Box;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use axtask::{AxTaskExt, AxTaskRef, TaskExt, TaskInner};
use lazy_mmu_arm64::{Arm64, switch_out};
use lazy_mmu_core::{Platform, Reports, Slot, Violation};

use crate::preemption::Switches;
use crate::println;
use crate::space;

const STACK: usize = 0x10000;

/// The state that this kernel keeps for a task.
pub struct Task {
    /// The state of the lazy MMU mode.
    pub lazy_mmu: Slot<Arm64>,
    /// The root of its address space, in the lower half; 0 for none.
    pub root: AtomicUsize,
    /// The part that the context switch sees.
    pub switches: Switches,
}

/// A task of ArceOS that has a [`Task`]. It ends with `f`.
pub fn spawn(f: impl FnOnce() + Send + 'static) -> AxTaskRef {
    let task =
        Task { lazy_mmu: Slot::new(()), root: AtomicUsize::new(0), switches: Switches::default() };
    let mut inner = TaskInner::new(f, "task".into(), STACK);
    *inner.task_ext_mut() = Some(AxTaskExt::from_impl(Extension(Box::new(task))));
    axtask::spawn_task(inner)
}

/// Calls `f` with the current task, if it is one of ours: those that ArceOS starts have no
/// extension.
pub fn with_current<R>(f: impl FnOnce(&Task) -> R) -> Option<R> {
    let current = axtask::current_may_uninit()?;
    let extension = current.task_ext()?.downcast_ref::<Extension>();
    Some(f(&extension.0))
}

/// An extension has room for two words.
struct Extension(Box<Task>);

#[extern_trait::extern_trait]
impl TaskExt for Extension {
    fn on_enter(&self) {
        space::switch_to(self.0.root.load(Relaxed));
    }

    fn on_leave(&self) {
        switch_out();
        self.0.switches.leave(&self.0);
    }
}

impl Drop for Extension {
    fn drop(&mut self) {
        self.0.lazy_mmu.retire::<Kernel>();
    }
}

/// ArceOS, to the lazy MMU mode.
pub struct Kernel;

impl Platform for Kernel {
    type Arch = Arm64;

    /// Handlers announce themselves, see [`crate::handler`]. Tasks without a slot are eager.
    fn in_interrupt() -> bool {
        with_current(|_| ()).is_none()
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        with_current(|task| f(&task.lazy_mmu)).expect("`in_interrupt` has said that there is one")
    }

    /// ArceOS prints under a lock, which whoever is reported may hold.
    fn report(violation: Violation) {
        REPORTS.remember(violation);
    }
}

static REPORTS: Reports = Reports::new();

/// Prints what was reported. At the end of a program, for a snapshot that has none.
pub fn print_reports() {
    while let Some(report) = REPORTS.take() {
        println!("{report}");
    }
}

lazy_mmu_core::set_platform!(Kernel);

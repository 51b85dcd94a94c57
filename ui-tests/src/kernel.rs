//! [`K`]: a kernel with one task for each thread. It records the calls of the mode, for `pass/`.

use std::cell::RefCell;

use lazy_mmu_core::{Arch, Counts, Event, Platform, Slot};

/// The kernel. It is the registered platform, so a plain `#[lazy_mmu]` means it too.
pub struct K;

lazy_mmu_core::set_platform!(K);

/// Its architecture. The hooks do nothing, as [`K`] records the calls themselves.
pub struct Hooks;

impl Arch for Hooks {
    type Local = ();

    fn flush((): &()) {}

    fn is_settled((): &()) -> bool {
        true
    }
}

thread_local! {
    static TASK: Slot<Hooks> = const { Slot::new(()) };
    static TRACE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

impl Platform for K {
    type Arch = Hooks;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Hooks>) -> R) -> R {
        TASK.with(f)
    }

    fn trace(event: Event) {
        note(event.call);
    }
}

/// Adds a line to the record that [`trace`] returns.
pub fn note(line: impl ToString) {
    TRACE.with_borrow_mut(|trace| trace.push(line.to_string()));
}

/// Returns the calls of the mode and the notes since the last `trace`.
pub fn trace() -> Vec<String> {
    TRACE.take()
}

/// Returns the number of sections that are open now.
pub fn sections() -> u8 {
    counts().enable
}

/// Returns the number of pauses that are open now.
pub fn pauses() -> u8 {
    counts().pause
}

fn counts() -> Counts {
    TASK.with(Slot::counts)
}

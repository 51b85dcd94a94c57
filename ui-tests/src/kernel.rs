//! [`K`]: a kernel with one task a thread, which remembers what the mode did. For the pass cases.

use std::cell::RefCell;

use lazy_mmu_core::{Arch, Counts, Event, Platform, Slot};

/// The kernel. It is registered, so a plain `#[lazy_mmu]` means it too.
pub struct K;

lazy_mmu_core::set_platform!(K);

/// Its architecture: hooks that owe nothing, as [`K`] sees them coming anyway.
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

/// Adds a line to what [`trace`] returns.
pub fn note(line: impl ToString) {
    TRACE.with_borrow_mut(|trace| trace.push(line.to_string()));
}

/// What happened since it was last asked: the calls of the mode, and the notes.
pub fn trace() -> Vec<String> {
    TRACE.take()
}

/// Sections that are open now.
pub fn sections() -> u8 {
    counts().enable
}

/// Pauses that are open now.
pub fn pauses() -> u8 {
    counts().pause
}

fn counts() -> Counts {
    TASK.with(Slot::counts)
}

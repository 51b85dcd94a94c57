//! [`Noting`]: an architecture that notes which hooks ran.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use lazy_mmu_core::{Arch, Hook, Platform, defer, with_active};

use crate::agree::Stores;
use crate::kernel::{Kernel, Noted};
use crate::platform::{Config, Recording};
use crate::slots;
use crate::stepping::step;

/// It defers by a bit of the slot, as arm64 does, or in a queue, so that every hook runs. There is
/// a [`step`] before and after each hook.
#[derive(Debug)]
pub struct Noting<const BY_BIT: bool>;

/// Whether there is something in the queue. With a bit it stays empty.
pub type Queue = AtomicBool;

thread_local! {
    static SETTLED: Cell<usize> = const { Cell::new(0) };
    static UNSETTLED: Cell<bool> = const { Cell::new(false) };
}

/// Stores an entry on an architecture that keeps one bit, and returns whether its barriers are
/// deferred. From here on the entry is [`unsettled`].
pub fn store<P: Platform<Arch = Noting<true>>>() -> bool {
    UNSETTLED.set(true);
    let deferred = defer::<P>();
    if !deferred {
        UNSETTLED.set(false);
    }
    deferred
}

/// Returns whether no hook has run, and nothing has taken effect at once, since the last [`store`].
/// The barriers of a hook are in its middle: an interrupt after that comes after them.
pub fn unsettled() -> bool {
    UNSETTLED.get()
}

fn settles(times: bool) {
    SETTLED.set(SETTLED.get() + usize::from(times));
}

impl<const BY_BIT: bool> Noting<BY_BIT> {
    fn ran(hook: Hook) {
        step();
        Kernel::note(Noted::Ran(hook, slots::at::<Self>(Kernel::here()).counts()));
        if hook != Hook::Enter {
            UNSETTLED.set(false);
        }
        step();
    }

    fn settle(queue: &Queue, hook: Hook) {
        Self::ran(hook);
        settles(BY_BIT || (Kernel::settles() && queue.swap(false, Relaxed)));
    }
}

impl<const BY_BIT: bool> Arch for Noting<BY_BIT> {
    type Local = Queue;

    const DEFERS_BY_BIT: bool = BY_BIT;

    fn enter(_: &Queue) {
        Self::ran(Hook::Enter);
    }

    fn flush(queue: &Queue) {
        Self::settle(queue, Hook::Flush);
    }

    fn leave(queue: &Queue) {
        Self::settle(queue, Hook::Leave);
    }

    fn is_settled(queue: &Queue) -> bool {
        Kernel::settles() && !queue.load(Relaxed)
    }
}

impl<const BY_BIT: bool> Stores for Noting<BY_BIT> {
    const NOTES_HOOKS: bool = true;

    fn store<P: Platform<Arch = Self>>() {
        let deferred = if BY_BIT {
            defer::<P>()
        } else {
            with_active::<P, _>(|queue| queue.store(true, Relaxed)).is_some()
        };
        settles(!deferred);
    }

    fn settled() -> usize {
        SETTLED.take()
    }
}

/// Tests put and copy slots, so that the number of pins of their guards has no meaning.
#[derive(Debug)]
pub struct Copied;

impl Config for Copied {}

/// A kernel with a queue.
pub type Hooked = Recording<Noting<false>>;
/// A kernel whose slots are copied, and keep one bit.
pub type ByBit = Recording<Noting<true>, Copied>;
/// A kernel whose slots are copied, with a queue each.
pub type ByQueue = Recording<Noting<false>, Copied>;

//! [`Stores`]: the two kinds of architecture, and what each shows of its stores.

use std::cell::Cell;
use std::fmt::Debug;

use lazy_mmu_arm64::queue_pte_barriers;
use lazy_mmu_core::{Hook, Platform, with_active};
use model_kernel::host::{Hooked, Recorded, barriers, settled};
use model_mode::{Did, Keeps, Seen};

pub trait Stores: Sized {
    type Platform: Platform;
    type Work: PartialEq + Debug;
    const KEEPS: Keeps;

    /// Stores an entry.
    fn store();

    /// Whether one of them has not taken effect.
    fn owes() -> bool;

    /// What was done since the last time.
    fn work() -> Self::Work;

    /// That, by the model.
    fn expected(did: &Did) -> Self::Work;
}

/// arm64 owes one bit, and a hook that finds it unset runs nothing. Its work is barriers: two for a pair.
impl Stores for Recorded {
    type Platform = Self;
    type Work = usize;
    const KEEPS: Keeps = Keeps::Bit;

    fn store() {
        queue_pte_barriers::<Self>();
    }

    fn owes() -> bool {
        !settled()
    }

    fn work() -> usize {
        barriers().len()
    }

    fn expected(did: &Did) -> usize {
        2 * did.settled
    }
}

thread_local!(static QUEUED: Cell<bool> = const { Cell::new(false) });

/// An architecture with a queue, whose every hook runs. Its work is what the queue saw.
impl Stores for Hooked {
    type Platform = Self;
    type Work = Vec<&'static str>;
    const KEEPS: Keeps = Keeps::Queue;

    fn store() {
        with_active::<Self, _>(|queue| queue.lock().unwrap().push("queued"));
    }

    fn owes() -> bool {
        QUEUED.get()
    }

    fn work() -> Vec<&'static str> {
        let work = Self::take_hooks();
        for line in &work {
            match *line {
                "queued" => QUEUED.set(true),
                "flush" | "leave" => QUEUED.set(false),
                _ => {}
            }
        }
        work
    }

    fn expected(did: &Did) -> Vec<&'static str> {
        let ran = did.seen().filter_map(|seen| match seen {
            Seen::Ran(Hook::Enter, _) => Some("enter"),
            Seen::Ran(Hook::Flush, _) => Some("flush"),
            Seen::Ran(Hook::Leave, _) => Some("leave"),
            _ => None,
        });
        did.deferred.then_some("queued").into_iter().chain(ran).collect()
    }
}

//! [`Stores`]: the two kinds of architecture, and what each shows of its stores.

use std::fmt::Debug;

use lazy_mmu_arm64::queue_pte_barriers;
use lazy_mmu_core::{Hook, Platform, with_active};
use model_kernel::host::{Hooked, Recorded, barriers, settled};
use model_mode::{Did, Seen};

pub trait Stores: Platform {
    /// What it does, as it can be seen.
    type Work: PartialEq + Debug;

    /// Stores an entry.
    fn store();

    /// Whether one has not taken effect; `None` if that cannot be seen.
    fn owes() -> Option<bool>;

    /// What was done since the last time.
    fn work() -> Self::Work;

    /// That, by the model.
    fn expected(did: &Did) -> Self::Work;
}

/// arm64 owes one bit, and a hook that finds it unset runs nothing. Its work is barriers: two for a pair.
impl Stores for Recorded {
    type Work = usize;

    fn store() {
        queue_pte_barriers::<Self>();
    }

    fn owes() -> Option<bool> {
        Some(!settled())
    }

    fn work() -> usize {
        barriers().len()
    }

    fn expected(did: &Did) -> usize {
        2 * did.settled
    }
}

/// An architecture with a queue, whose every hook runs. Its work is what the queue saw.
impl Stores for Hooked {
    type Work = Vec<&'static str>;

    fn store() {
        with_active::<Self, _>(|queue| queue.lock().unwrap().push("queued"));
    }

    fn owes() -> Option<bool> {
        None
    }

    fn work() -> Vec<&'static str> {
        Self::take_hooks()
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

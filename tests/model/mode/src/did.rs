//! [`Did`]: what a step did.

use lazy_mmu_core::{Call, Counts, Hook, ViolationKind};

/// Something that a kernel sees of the mode, with the counters of that moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// By `Platform::trace`: a call moved a counter or reached a hook.
    Traced(Call, Option<Hook>, Counts),
    /// By the architecture: the hook ran.
    Ran(Hook, Counts),
    /// By `Platform::report`.
    Reported(ViolationKind, Counts),
}

/// What one step did, in its order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Did {
    seen: [Option<Seen>; MOST],
    /// A store was deferred.
    pub deferred: bool,
    /// How often something was settled, deferred before or not: on arm64 each is a barrier pair.
    pub settled: usize,
}

/// The most that is seen of one step: a call, its hook and two reports, or a switch of tasks and
/// back.
const MOST: usize = 4;

impl Did {
    pub(crate) const NOTHING: Self = Self { seen: [None; MOST], deferred: false, settled: 0 };

    /// What the kernel sees.
    pub fn seen(&self) -> impl Iterator<Item = Seen> + '_ {
        self.seen.iter().copied().flatten()
    }

    /// # Panics
    ///
    /// If [`Model::take`](crate::Model::take) was not called between two steps.
    pub(crate) fn push(&mut self, seen: Seen) {
        let free = self.seen.iter_mut().find(|place| place.is_none());
        *free.expect("no step does more; take what the last one did") = Some(seen);
    }
}

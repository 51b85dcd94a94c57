//! [`Did`]: the visible effects of a step.

use lazy_mmu_core::{Call, Counts, Hook, ViolationKind};

/// An effect that a kernel sees, with the counters of that moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// An event of `Platform::trace`: a call moved a counter or reached a hook.
    Traced(Call, Option<Hook>, Counts),
    /// A hook of the architecture ran.
    Ran(Hook, Counts),
    /// A violation of `Platform::report`.
    Reported(ViolationKind, Counts),
}

/// The effects of one step, in order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Did {
    seen: [Option<Seen>; MOST],
    /// Whether a store was deferred.
    pub deferred: bool,
    /// How often something was settled, deferred before or not: on arm64 each is a barrier pair.
    pub settled: usize,
}

/// The most effects of one step: a call, its hook and two reports, or a switch of tasks and back.
const MOST: usize = 4;

impl Did {
    pub(crate) const NOTHING: Self = Self { seen: [None; MOST], deferred: false, settled: 0 };

    /// Returns the effects that the kernel sees.
    pub fn seen(&self) -> impl Iterator<Item = Seen> + '_ {
        self.seen.iter().copied().flatten()
    }

    /// Adds an effect.
    ///
    /// # Panics
    ///
    /// Panics if [`Model::take`](crate::Model::take) was not called between two steps.
    pub(crate) fn push(&mut self, seen: Seen) {
        let free = self.seen.iter_mut().find(|place| place.is_none());
        *free.expect("no step does more; take what the last one did") = Some(seen);
    }
}

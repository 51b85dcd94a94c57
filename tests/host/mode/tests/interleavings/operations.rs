//! The states of a context, the operations that it does there, and their visible outcome.

use lazy_mmu_core::{Counts, DeferringGuard, LazyMmuGuard, PauseGuard, Platform, flush, is_active};
use model_kernel::kernel::Kernel;
use model_kernel::noting::{store, unsettled};
use model_kernel::slots;
use model_kernel::stepping::stepped;
use model_mode::Seen;

use crate::machine::{OneBit, renew};

/// A step towards a state.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Begin {
    Section,
    Pause,
    Store,
    /// Ends the first pause that is open.
    Resume,
}

/// Returns every sequence of up to four of these steps.
pub fn starts() -> Vec<Vec<Begin>> {
    let mut all = vec![vec![]];
    let mut last = all.clone();
    for _ in 0..4 {
        last = last
            .iter()
            .flat_map(|start| {
                [Begin::Section, Begin::Pause, Begin::Store, Begin::Resume].into_iter().filter_map(
                    move |begin| {
                        let pauses = start.iter().filter(|begin| **begin == Begin::Pause).count();
                        let ended = start.iter().filter(|begin| **begin == Begin::Resume).count();
                        let useless = (begin == Begin::Resume && pauses == ended)
                            || (begin == Begin::Store && start.last() == Some(&begin));
                        (!useless).then(|| [start, &[begin][..]].concat())
                    },
                )
            })
            .collect();
        all.extend(last.iter().cloned());
    }
    all
}

/// One operation. One with a number does nothing where there are fewer such guards.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Operation {
    Enable,
    Pause,
    Store,
    Flush,
    IsActive,
    /// A deferring section begins, stores, and ends.
    Deferring,
    Drop(usize),
    Resume(usize),
    Suspend(usize),
}

pub const OPERATIONS: [Operation; 13] = [
    Operation::Enable,
    Operation::Pause,
    Operation::Store,
    Operation::Flush,
    Operation::IsActive,
    Operation::Deferring,
    Operation::Drop(0),
    Operation::Drop(1),
    Operation::Drop(2),
    Operation::Resume(0),
    Operation::Resume(1),
    Operation::Suspend(0),
    Operation::Suspend(1),
];

struct Open<P: Platform> {
    sections: Vec<Option<LazyMmuGuard<P>>>,
    pauses: Vec<Option<PauseGuard<'static, P>>>,
}

impl<P: Platform<Arch = OneBit>> Open<P> {
    fn new(start: &[Begin]) -> Self {
        let mut open = Self { sections: Vec::new(), pauses: Vec::new() };
        for begin in start {
            match begin {
                Begin::Section => open.sections.push(Some(LazyMmuGuard::enable())),
                Begin::Pause => open.pauses.push(Some(PauseGuard::pause())),
                Begin::Store => drop(store::<P>()),
                Begin::Resume => {
                    *open.pauses.iter_mut().find(|pause| pause.is_some()).expect("a pause") = None
                }
            }
        }
        open
    }

    fn run(&mut self, operation: Operation) -> Option<bool> {
        match operation {
            Operation::Enable => self.sections.push(Some(LazyMmuGuard::enable())),
            Operation::Pause => self.pauses.push(Some(PauseGuard::pause())),
            Operation::Store => return Some(store::<P>()),
            Operation::Flush => flush::<P>(),
            Operation::IsActive => return Some(is_active::<P>()),
            Operation::Deferring => {
                let _section = DeferringGuard::<P>::enable_given_address();
                return Some(store::<P>());
            }
            Operation::Drop(number) => drop(self.sections.get_mut(number).and_then(Option::take)),
            Operation::Resume(number) => drop(self.pauses.get_mut(number).and_then(Option::take)),
            Operation::Suspend(number) => {
                if let Some(Some(section)) = self.sections.get(number) {
                    return Some(section.suspend(store::<P>));
                }
            }
        }
        None
    }
}

/// The outcome of an operation.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// The operation's answer.
    pub answer: Option<bool>,
    pub counts: Counts,
    pub settled: bool,
    pub active: bool,
    pub hooks: Vec<Seen>,
    pub events: Vec<Seen>,
    pub reports: Vec<Seen>,
    /// Whether all slots were at rest when all guards had dropped.
    pub ends_at_rest: bool,
    /// Whether the slot forgot a store that nothing has settled: right after the operation, or when
    /// all guards had dropped.
    pub lost: bool,
}

/// Does the operation, with `other` at these steps; returns its outcome and how many steps it had.
pub fn run<P: Platform<Arch = OneBit>>(
    start: &[Begin],
    operation: Operation,
    at: [Option<usize>; 2],
    other: fn(),
) -> (Outcome, usize) {
    let mut open = Open::<P>::new(start);
    Kernel::with_seen(|_| ());
    let (answer, steps) = stepped(at, other, || open.run(operation));
    let seen = Kernel::with_seen(<[Seen]>::to_vec);
    let only = |wanted: fn(&Seen) -> bool| seen.iter().copied().filter(wanted).collect::<Vec<_>>();
    let hooks = only(|seen| matches!(seen, Seen::Ran(..)));
    let events = only(|seen| matches!(seen, Seen::Traced(..)));
    let reports = only(|seen| matches!(seen, Seen::Reported(..)));
    let active = is_active::<P>();
    let slot = slots::at::<OneBit>(Kernel::here());
    let (counts, settled) = (slot.counts(), slot.is_settled());
    let forgotten = unsettled() && settled;
    drop(open);
    let ends_at_rest = renew::<P>();
    let lost = forgotten || unsettled();
    (Outcome { answer, counts, settled, active, hooks, events, reports, ends_at_rest, lost }, steps)
}

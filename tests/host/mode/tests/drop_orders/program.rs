//! [`Program`]: guards, and the order in which they are made and dropped.

use std::ops::Range;

/// What a guard is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Section,
    Pause,
    /// A section that defers to the one around it.
    Deferring,
}

/// A step. Guards have numbers, in the order in which they are made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    Make(usize),
    Drop(usize),
    HandlerBegins,
    HandlerEnds,
    Store,
}

/// Guards, each of which is made and dropped.
#[derive(Clone, Debug)]
pub struct Program {
    /// Of each guard.
    pub kinds: Vec<Kind>,
    /// The section that each guard is a pause of, if it was made on one.
    pub lenders: Vec<Option<usize>>,
    /// `Make` and `Drop`, each once for a guard.
    steps: Vec<Moment>,
    /// The steps that are made in a handler, which may be none of those it comes between.
    handler: Option<Range<usize>>,
}

/// All programs of up to `guards` guards, each of any of these kinds. No handler runs, and no pause
/// borrows.
pub fn all(guards: usize, kinds: &'static [Kind]) -> impl Iterator<Item = Program> {
    (0..=guards).flat_map(move |guards| {
        orders(guards).into_iter().flat_map(move |steps| {
            (0..kinds.len().pow(guards as u32)).map(move |chosen| Program {
                kinds: (0..guards as u32)
                    .map(|guard| kinds[chosen / kinds.len().pow(guard) % kinds.len()])
                    .collect(),
                lenders: vec![None; guards],
                steps: steps.clone(),
                handler: None,
            })
        })
    })
}

/// Every order in which `guards` guards can be made and dropped.
fn orders(guards: usize) -> Vec<Vec<Moment>> {
    fn extend(
        guards: usize,
        made: usize,
        live: &[usize],
        steps: &mut Vec<Moment>,
        orders: &mut Vec<Vec<Moment>>,
    ) {
        if made == guards && live.is_empty() {
            orders.push(steps.clone());
        }
        if made < guards {
            steps.push(Moment::Make(made));
            extend(guards, made + 1, &[live, &[made]].concat(), steps, orders);
            steps.pop();
        }
        for &guard in live {
            let rest: Vec<_> = live.iter().copied().filter(|&other| other != guard).collect();
            steps.push(Moment::Drop(guard));
            extend(guards, made, &rest, steps, orders);
            steps.pop();
        }
    }

    let mut orders = Vec::new();
    extend(guards, 0, &[], &mut Vec::new(), &mut orders);
    orders
}

impl Program {
    /// What happens, in order: the steps, with a store before, between and after them.
    pub fn moments(&self) -> Vec<Moment> {
        let mut moments = vec![Moment::Store];
        let mut add = |moment| moments.extend([moment, Moment::Store]);
        for gap in 0..=self.steps.len() {
            if let Some(handler) = &self.handler {
                if handler.start == gap {
                    add(Moment::HandlerBegins);
                }
                if handler.end == gap {
                    add(Moment::HandlerEnds);
                }
            }
            if let Some(&step) = self.steps.get(gap) {
                add(step);
            }
        }
        moments
    }

    /// It with a handler that runs once, from before any step to before that or any later one.
    pub fn with_a_handler(self) -> impl Iterator<Item = Self> {
        let gaps = self.steps.len() + 1;
        (0..gaps).flat_map(move |start| {
            let program = self.clone();
            (start..gaps).map(move |end| Self { handler: Some(start..end), ..program.clone() })
        })
    }

    /// It with pauses that borrow a section, at least one of them, in all ways that compile.
    pub fn with_lenders(self) -> impl Iterator<Item = Self> {
        (0..self.kinds.len())
            .fold(vec![self], |programs, guard| {
                let lent = |program: Self| {
                    let lenders: Vec<_> = program.lenders_of(guard).map(Some).collect();
                    [None].into_iter().chain(lenders).map(move |lender| {
                        let mut program = program.clone();
                        program.lenders[guard] = lender;
                        program
                    })
                };
                programs.into_iter().flat_map(lent).collect()
            })
            .into_iter()
            .filter(|program| program.lenders.iter().any(Option::is_some))
    }

    /// In how many ways its pauses borrow or do not.
    pub fn ways_to_lend(&self) -> usize {
        (0..self.kinds.len()).map(|guard| 1 + self.lenders_of(guard).count()).product()
    }

    /// The sections that a guard may borrow: those that live longer at both ends, if it is a pause.
    fn lenders_of(&self, guard: usize) -> impl Iterator<Item = usize> + '_ {
        let at = |step| self.steps.iter().position(|&other| other == step);
        let lends = move |&other: &usize| {
            self.kinds[guard] == Kind::Pause
                && self.kinds[other] == Kind::Section
                && at(Moment::Make(other)) < at(Moment::Make(guard))
                && at(Moment::Drop(guard)) < at(Moment::Drop(other))
        };
        (0..self.kinds.len()).filter(lends)
    }
}

//! [`Program`]: guards, and the order in which they are made and dropped.

use std::ops::Range;

/// The kind of a guard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Section,
    Pause,
    /// A deferring section.
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
    /// The kind of each guard.
    pub kinds: Vec<Kind>,
    /// For each guard, the section that it borrows, if it is a pause that borrows one.
    pub borrows: Vec<Option<usize>>,
    /// `Make` and `Drop`, once for each guard.
    steps: Vec<Moment>,
    /// The steps that a handler makes. The range may be empty: the handler runs between two steps.
    handler: Option<Range<usize>>,
}

/// Returns all programs of up to `guards` guards, each of any of these kinds, without a handler and
/// without pauses that borrow.
pub fn all(guards: usize, kinds: &'static [Kind]) -> impl Iterator<Item = Program> {
    (0..=guards).flat_map(move |guards| {
        orders(guards).into_iter().flat_map(move |steps| {
            (0..kinds.len().pow(guards as u32)).map(move |chosen| Program {
                kinds: (0..guards as u32)
                    .map(|guard| kinds[chosen / kinds.len().pow(guard) % kinds.len()])
                    .collect(),
                borrows: vec![None; guards],
                steps: steps.clone(),
                handler: None,
            })
        })
    })
}

/// Returns every order in which `guards` guards can be made and dropped.
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
    /// Returns all that happens, in order: the steps, with a store before, between and after them.
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

    /// Returns the program with one handler, in each place: it begins before a step and ends before
    /// that or a later one.
    pub fn with_a_handler(self) -> impl Iterator<Item = Self> {
        let gaps = self.steps.len() + 1;
        (0..gaps).flat_map(move |start| {
            let program = self.clone();
            (start..gaps).map(move |end| Self { handler: Some(start..end), ..program.clone() })
        })
    }

    /// Returns the program with at least one pause that borrows a section, in all ways that
    /// compile.
    pub fn with_borrows(self) -> impl Iterator<Item = Self> {
        (0..self.kinds.len())
            .fold(vec![self], |programs, guard| {
                let borrowing = |program: Self| {
                    let sections: Vec<_> = program.sections_around(guard).map(Some).collect();
                    [None].into_iter().chain(sections).map(move |section| {
                        let mut program = program.clone();
                        program.borrows[guard] = section;
                        program
                    })
                };
                programs.into_iter().flat_map(borrowing).collect()
            })
            .into_iter()
            .filter(|program| program.borrows.iter().any(Option::is_some))
    }

    /// Returns in how many ways its pauses can borrow or not.
    pub fn ways_to_borrow(&self) -> usize {
        (0..self.kinds.len()).map(|guard| 1 + self.sections_around(guard).count()).product()
    }

    /// Returns the sections that a guard may borrow: if it is a pause, those that begin before it
    /// and end after it.
    fn sections_around(&self, guard: usize) -> impl Iterator<Item = usize> + '_ {
        let at = |step| self.steps.iter().position(|&other| other == step);
        let is_around = move |&other: &usize| {
            self.kinds[guard] == Kind::Pause
                && self.kinds[other] == Kind::Section
                && at(Moment::Make(other)) < at(Moment::Make(guard))
                && at(Moment::Drop(guard)) < at(Moment::Drop(other))
        };
        (0..self.kinds.len()).filter(is_around)
    }
}

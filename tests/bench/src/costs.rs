//! The calls that a kernel makes all the time, in each contract and at each level of optimization:
//! the tables of `tests/bench/costs`, and the targets of its figures.

mod tables;

pub use tables::{at_the_edges, calls, calls_by_closure, loops, of_readme, of_spec};

use super::figures::{Build, Figures};

/// Handlers announce themselves to the task's slot.
pub const ANNOUNCED: &str = "handlers announced";
/// `in_interrupt` reads a word of the task, as Linux's does.
pub const COUNTED: &str = "handlers counted";
/// The slot is the CPU's. A section that counts pins by a count in the task, which stores ask for.
pub const PER_CPU: &str = "slot per CPU";
/// A library that knows no kernel, in another crate than the kernel's.
const GLOBAL: &str = "Global, without LTO";
/// Ways to call: by a guard in a variable, which is also what the attribute makes; and by closures,
/// with stores by the guard.
const BY_CLOSURE: [(&str, &str, &str); 3] = [
    (ANNOUNCED, "handlers announced, closures", "announced"),
    (COUNTED, "handlers counted, closures", "counted"),
    (PER_CPU, "slot per CPU, closures", "per CPU"),
];
const PER_CPU_COUNTED: &str = "slot per CPU, handlers counted";
const PER_CPU_PINNING: &str = "slot per CPU, pinned by each store";
const EAGER: &str = "eager";
const BY_HAND: &str = "by hand";
const LOOP: &str = "a loop of pages in a section";
const RUN: &str = "a run of pages in a section";

/// A figure that must not be exceeded.
pub struct Cost {
    /// The job.
    what: &'static str,
    /// The contract.
    by: &'static str,
    /// Whether the figure is that of one page more, or of the whole job.
    one_more: bool,
    /// The level of optimization.
    build: Build,
    /// Instructions, call and return included.
    most: u64,
    /// If that is not reached: the figure that is, and the instructions that are left.
    instead: Option<(u64, &'static str)>,
}

const fn cost(what: &'static str, by: &'static str, build: Build, most: u64) -> Cost {
    Cost { what, by, one_more: false, build, most, instead: None }
}

const fn more(by: &'static str, build: Build, most: u64) -> Cost {
    Cost { one_more: true, ..cost(LOOP, by, build, most) }
}

impl Cost {
    const fn but(self, reached: u64, why: &'static str) -> Self {
        Self { instead: Some((reached, why)), ..self }
    }

    fn figure(&self, figures: &Figures) -> Option<u64> {
        let series = figures.get(self.build, self.what, self.by)?;
        if self.one_more { series.slope((256, 512)) } else { Some(series.at(1)?.instructions) }
    }

    fn name(&self) -> String {
        let what = if self.one_more { "a page more of a loop" } else { self.what };
        format!("{what}, {}, at opt-level {}", self.by, self.build.level())
    }
}

const PAIR: &str = "pair";
const NESTED: &str = "two nested pairs";
const PAUSE: &str = "pause and resume in a section";
const HANDLER: &str = "a handler";
const STORE: &str = "a store in a section";

const ANNOUNCED_CLOSURES: &str = BY_CLOSURE[0].1;
const COUNTED_CLOSURES: &str = BY_CLOSURE[1].1;
const PER_CPU_CLOSURES: &str = BY_CLOSURE[2].1;

const NESTED_COUNTED: &str = "each of the four calls asks whether a handler runs, in three instructions; the others are those of the announced form";
const LOOP_ANNOUNCED: &str = "a page more is seven instructions: the store, two for the bit, and four for the pointer, the descriptor and the count";
const LOOP_ANNOUNCED_AT_S: &str =
    "the same seven, and one for VALID: at `s` the compiler leaves it in the loop";
const LOOP_PER_CPU_AT_S: &str = "these eight, one for the guard's token, and one that finds the slot, because no read of a CPU's base may be kept";
const LET_AT_S: &str = "at opt-level `s` the compiler calls the drop of a guard: a call, a return, and the guard in memory";

/// All of them, each in one place.
pub const COSTS: [Cost; 38] = [
    cost(LOOP, ANNOUNCED, Build::Release, 34),
    cost(LOOP, COUNTED, Build::Release, 44),
    cost(LOOP, PER_CPU, Build::Release, 55),
    cost(LOOP, ANNOUNCED_CLOSURES, Build::Small, 34),
    cost(LOOP, COUNTED_CLOSURES, Build::Small, 44),
    cost(LOOP, PER_CPU_CLOSURES, Build::Small, 55),
    cost(LOOP, ANNOUNCED, Build::Small, 34).but(42, LET_AT_S),
    cost(LOOP, COUNTED, Build::Small, 44).but(50, LET_AT_S),
    cost(LOOP, PER_CPU, Build::Small, 55).but(56, LET_AT_S),
    more(ANNOUNCED_CLOSURES, Build::Release, 6).but(7, LOOP_ANNOUNCED),
    more(COUNTED_CLOSURES, Build::Release, 9),
    more(PER_CPU_CLOSURES, Build::Release, 9),
    more(ANNOUNCED_CLOSURES, Build::Small, 6).but(8, LOOP_ANNOUNCED_AT_S),
    more(COUNTED_CLOSURES, Build::Small, 9),
    more(PER_CPU_CLOSURES, Build::Small, 9).but(10, LOOP_PER_CPU_AT_S),
    cost(PAIR, ANNOUNCED, Build::Release, 14),
    cost(NESTED, ANNOUNCED, Build::Release, 30),
    cost(PAUSE, ANNOUNCED, Build::Release, 13),
    cost(PAIR, COUNTED, Build::Release, 20),
    cost(NESTED, COUNTED, Build::Release, 35).but(42, NESTED_COUNTED),
    cost(PAUSE, COUNTED, Build::Release, 19),
    cost(PAIR, ANNOUNCED_CLOSURES, Build::Small, 14),
    cost(NESTED, ANNOUNCED_CLOSURES, Build::Small, 30),
    cost(PAUSE, ANNOUNCED_CLOSURES, Build::Small, 13),
    cost(PAIR, COUNTED_CLOSURES, Build::Small, 20),
    cost(NESTED, COUNTED_CLOSURES, Build::Small, 35).but(43, NESTED_COUNTED),
    cost(PAUSE, COUNTED_CLOSURES, Build::Small, 19),
    cost(PAIR, ANNOUNCED, Build::Small, 14).but(23, LET_AT_S),
    cost(NESTED, ANNOUNCED, Build::Small, 30).but(41, LET_AT_S),
    cost(PAUSE, ANNOUNCED, Build::Small, 13),
    cost(PAIR, COUNTED, Build::Small, 20).but(29, LET_AT_S),
    cost(NESTED, COUNTED, Build::Small, 35).but(53, LET_AT_S),
    cost(PAUSE, COUNTED, Build::Small, 19),
    cost(HANDLER, ANNOUNCED, Build::Release, 16),
    cost(HANDLER, ANNOUNCED, Build::Small, 16),
    cost(STORE, GLOBAL, Build::Release, 10),
    cost(STORE, PER_CPU, Build::Release, 10),
    cost(STORE, PER_CPU_COUNTED, Build::Release, 13),
];

/// Returns a sentence for each figure that is over its target.
pub fn misses(figures: &Figures) -> Vec<String> {
    COSTS
        .iter()
        .filter_map(|cost| {
            let most = cost.instead.map_or(cost.most, |(reached, _)| reached);
            match cost.figure(figures) {
                Some(figure) if figure <= most => None,
                Some(figure) => {
                    Some(format!("{} takes {figure} instructions: at most {most}", cost.name()))
                }
                None => Some(format!("{} was not measured", cost.name())),
            }
        })
        .collect()
}

/// Returns a sentence for each reason why a target is not reached: the instructions that are left,
/// and the figures that have them, with their targets.
pub fn not_reached() -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for cost in &COSTS {
        let Some((reached, why)) = cost.instead else { continue };
        let figure = format!("{}: {reached} for {}", cost.name(), cost.most);
        match reasons.iter_mut().find(|(reason, _)| *reason == why) {
            Some((_, figures)) => figures.push(figure),
            None => reasons.push((why, vec![figure])),
        }
    }
    reasons
        .into_iter()
        .map(|(why, figures)| {
            format!("{}. {}.", capitalized(why), capitalized(&figures.join("; ")))
        })
        .collect()
}

fn capitalized(text: &str) -> String {
    text[..1].to_uppercase() + &text[1..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Series;

    #[test]
    fn a_cost_that_is_exceeded_is_named() {
        let figures = crate::checked_in().unwrap();
        assert_eq!(misses(&figures), [""; 0]);
        for cost in &COSTS {
            let mut slower = figures.clone();
            let is_meant = |series: &&mut Series| {
                (series.build, &*series.what, &*series.by) == (cost.build, cost.what, cost.by)
            };
            let series = slower.series.iter_mut().find(is_meant).expect("it is measured");
            let most = cost.instead.map_or(cost.most, |(reached, _)| reached);
            for (count, n) in series.instructions.iter_mut().zip(&series.n) {
                *count = (most + 1) * n;
            }
            assert!(
                misses(&slower).iter().any(|miss| miss.starts_with(&cost.name())),
                "{}",
                cost.name()
            );
        }
        let gone = Figures::default();
        assert_eq!(misses(&gone).len(), COSTS.len());
    }

    /// A figure that is not reached is exactly the one that is said, so an improvement is written
    /// down.
    #[test]
    fn what_is_not_reached_is_what_is_counted() {
        let figures = crate::checked_in().unwrap();
        for cost in &COSTS {
            if let Some((reached, _)) = cost.instead {
                assert_eq!(cost.figure(&figures), Some(reached), "{}", cost.name());
                assert!(reached > cost.most, "{}", cost.name());
            }
        }
    }
}

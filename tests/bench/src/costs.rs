//! What a kernel does all the time, in each contract with it and at each level of optimization: `tests/bench/costs`, its tables, and what its
//! figures must be.

use super::document::{MISSING, cell, table};
use super::figures::{Build, Figures};
use super::linux::known;

/// Handlers announce themselves to the task's slot.
pub const ANNOUNCED: &str = "handlers announced";
/// `in_interrupt` reads a word of the task, as Linux's does.
pub const COUNTED: &str = "handlers counted";
/// The slot is the CPU's. What counts pins by a count in the task, which stores ask for.
pub const PER_CPU: &str = "slot per CPU";
/// A library that knows no kernel, in another crate than that.
const GLOBAL: &str = "Global, without LTO";
/// Ways to call: by a guard in a variable, which is also what the attribute makes; and by closures, with stores by the guard.
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
    /// What was done.
    what: &'static str,
    /// In which contract.
    by: &'static str,
    /// Whether one more is meant, or all of it.
    one_more: bool,
    /// At which level of optimization.
    build: Build,
    /// Instructions, call and return included.
    most: u64,
    /// Where that is not reached: what is, and what is left.
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

const NESTED_COUNTED: &str =
    "each of the four calls asks whether a handler runs, by three instructions; what is left is the announced form's";
const LOOP_ANNOUNCED: &str =
    "a page more is seven instructions: the store, two for the bit, and four for the pointer, the descriptor and the count";
const LOOP_ANNOUNCED_AT_S: &str = "the same seven, and one for VALID, which the compiler does not take out of the loop at `s`";
const LOOP_PER_CPU_AT_S: &str =
    "these eight, one for the guard's token, and one that finds the slot, as no read of a CPU's base may be kept";
const LET_AT_S: &str = "at opt-level `s` the compiler calls what drops a guard: a call, a return, and the guard in memory";

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

/// What is more than it must be; a sentence for each.
pub fn misses(figures: &Figures) -> Vec<String> {
    COSTS
        .iter()
        .filter_map(|cost| {
            let most = cost.instead.map_or(cost.most, |(reached, _)| reached);
            match cost.figure(figures) {
                Some(figure) if figure <= most => None,
                Some(figure) => Some(format!("{} takes {figure} instructions: at most {most}", cost.name())),
                None => Some(format!("{} was not measured", cost.name())),
            }
        })
        .collect()
}

/// What was aimed for and is not reached: what is left, and the figures that have that, with their targets.
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
    reasons.into_iter().map(|(why, figures)| format!("{}. {}.", capitalized(why), capitalized(&figures.join("; ")))).collect()
}

fn capitalized(text: &str) -> String {
    text[..1].to_uppercase() + &text[1..]
}

/// A name, what was done, and by what.
type Way = (String, &'static str, &'static str);

/// The ways to order a loop of pages.
fn ways() -> Vec<Way> {
    let without = [("a pair a page, eager", EAGER), ("one pair behind the loop, by hand", BY_HAND)];
    let without = without.map(|(name, by)| (name.to_owned(), LOOP, by));
    let sections = BY_CLOSURE.iter().flat_map(|&(by, by_closure, _)| {
        let by_guard = ("  stores by the guard".to_owned(), LOOP, by_closure);
        [(format!("a section, {by}"), LOOP, by), by_guard, ("  one `set_ptes`".to_owned(), RUN, by)]
    });
    without.into_iter().chain(sections).collect()
}

/// One page, 16, 512, and a page more.
fn growth(figures: &Figures, build: Build, (_, what, by): &Way) -> [String; 4] {
    let series = figures.get(build, what, by);
    let of = |n| cell(series.and_then(|series| series.at(n)).map(|counts| counts.instructions));
    [of(1), of(16), of(512), cell(series.and_then(|series| series.slope((256, 512))))]
}

fn dsb_of_512(figures: &Figures, (_, what, by): &Way) -> String {
    cell(figures.get(Build::Release, what, by).and_then(|series| series.at(512)).map(|counts| counts.dsb))
}

/// Loops of pages, each way to order them beside the others: what a kernel author decides by.
pub fn loops(figures: &Figures) -> String {
    let head = ["", "DSB of 512", "1 page", "16", "512", "a page more", "1 page at s", "16", "512", "a page more"];
    let rows = ways().into_iter().map(|way| {
        let levels = [Build::Release, Build::Small].map(|build| growth(figures, build, &way));
        let dsb = dsb_of_512(figures, &way);
        [vec![way.0, dsb], levels.concat()].concat()
    });
    table(&[vec![head.map(str::to_owned).to_vec()], rows.collect()].concat())
}

/// The same at opt-level 3 alone.
pub fn summary(figures: &Figures) -> String {
    let head = ["instructions of a loop", "1 page", "16", "512", "a page more", "DSB of 512"].map(str::to_owned).to_vec();
    let rows = ways().into_iter().map(|way| {
        let (growth, dsb) = (growth(figures, Build::Release, &way), dsb_of_512(figures, &way));
        [vec![way.0], growth.to_vec(), vec![dsb]].concat()
    });
    table(&[vec![head], rows.collect()].concat())
}

/// What is called, and how it is called in the program.
const CALLS: [(&str, &str); 9] = [
    ("a section with a store, flushed", "a section with a store"),
    ("that inside another section", "a section with a store in a section"),
    ("a deferring section with a store", "a deferring section with a store"),
    ("that inside another section", "a deferring section with a store in a section"),
    ("a store in a caller's section", STORE),
    ("the first one", "the first store in a section"),
    ("a section, nothing stored", PAIR),
    ("two, one inside the other", NESTED),
    ("a pause in a section", PAUSE),
];

/// Each call, at each level of optimization, in each contract.
pub fn calls(figures: &Figures) -> String {
    let ways = [(ANNOUNCED, ANNOUNCED), (COUNTED, COUNTED), (PER_CPU, PER_CPU), (GLOBAL, GLOBAL)];
    by_level(figures, &ways)
}

/// The same by closures, with stores by the guard.
pub fn calls_by_closure(figures: &Figures) -> String {
    by_level(figures, &BY_CLOSURE.map(|(name, by, _)| (name, by)))
}

fn by_level(figures: &Figures, ways: &[(&str, &str)]) -> String {
    let levels = ways.iter().flat_map(|_| Build::LEVELS.map(|build| build.level().to_owned()));
    let titles = [vec![String::new()], levels.collect()].concat();
    let rows = CALLS.iter().map(|(name, what)| {
        let cells = ways.iter().flat_map(|(_, by)| {
            Build::LEVELS.map(|build| cell(figures.get(build, what, by).and_then(|series| series.at(1)).map(|counts| counts.instructions)))
        });
        [vec![(*name).to_owned()], cells.collect()].concat()
    });
    let body = table(&[vec![titles], rows.collect()].concat());
    let names: Vec<&str> = ways.iter().map(|(name, _)| *name).collect();
    format!("From left to right: {}, each at opt-level 3, 2, s and z.\n\n{body}", names.join("; "))
}

/// What SPEC.md's table has: a row, and what is counted of it in Linux's contract and where handlers announce themselves.
pub fn of_spec(figures: &Figures) -> Vec<String> {
    let whole = |what, by| cell(figures.get(Build::Release, what, by).and_then(|series| series.at(1)).map(|counts| counts.instructions));
    let page = |by| cell(figures.get(Build::Release, LOOP, by).and_then(|series| series.slope((256, 512))));
    let both = |name: &str, linux: &str, what| format!("| {name} | {linux} | {} | {} |", whole(what, COUNTED), whole(what, ANNOUNCED));
    let single = |name: &str, figure: String| format!("| {name} | {figure} |");
    vec![
        both("a loop of one page, flushed", known("a loop of one page in a section, flushed"), LOOP),
        format!("| a page more | {} | {} | {} |", known("a page more by set_pte"), page(COUNTED), page(ANNOUNCED)),
        format!("| a page more, stored by the guard | {MISSING} | {} | {} |", page(COUNTED_CLOSURES), page(ANNOUNCED_CLOSURES)),
        both("enable and drop, nothing deferred", known(PAIR), PAIR),
        both("two nested pairs", known(NESTED), NESTED),
        both("pause and resume in a section", known(PAUSE), PAUSE),
        format!("| a handler begins and ends | 0 | 0 | {} |", whole(HANDLER, ANNOUNCED)),
        single("a store in a caller's section", whole(STORE, ANNOUNCED)),
        single("the same, slot per CPU, which pins for each store", whole(STORE, PER_CPU_PINNING)),
        single("the same, slot per CPU, which is asked whether it is pinned", whole(STORE, PER_CPU)),
        single("the same, and `in_interrupt` reads a word of the task", whole(STORE, PER_CPU_COUNTED)),
        single("the same through `Global`", whole(STORE, GLOBAL)),
        single("a pair on `NoLazyMmu`", whole(PAIR, EAGER)),
        single("a pair through `Global`", whole(PAIR, GLOBAL)),
    ]
}

/// What README.md says first.
pub fn of_readme(figures: &Figures) -> String {
    let of = |what, by| cell(figures.get(Build::Release, what, by).and_then(|series| series.at(1)).map(|counts| counts.instructions));
    format!(
        "one page in a section and flushes it takes {} instructions, call and return included, and {} with eager barriers and no section; a section in which nothing is \
         stored takes {}, and {} through `Global`",
        of(LOOP, ANNOUNCED),
        of(LOOP, EAGER),
        of(PAIR, ANNOUNCED),
        of(PAIR, GLOBAL),
    )
}

/// What handlers and switches of tasks cost.
pub fn at_the_edges(figures: &Figures) -> String {
    let rows = [
        ("a handler announces itself", HANDLER, ANNOUNCED),
        ("in a section that defers", "a handler in a section that defers", ANNOUNCED),
        ("a switch of tasks, slot per task", "a task switch", "slot per task"),
        ("a switch of tasks, slot per CPU", "a task switch", PER_CPU),
    ];
    let head = ["", "instructions", "DSB"].map(str::to_owned).to_vec();
    let rows = rows.map(|(name, what, by)| {
        let counts = figures.get(Build::Release, what, by).and_then(|series| series.at(1));
        let cells =
            counts.map_or([MISSING.to_owned(), MISSING.to_owned()], |counts| [counts.instructions, counts.dsb].map(|n| n.to_string()));
        [vec![name.to_owned()], cells.to_vec()].concat()
    });
    table(&[vec![head], rows.to_vec()].concat())
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
            let is_meant = |series: &&mut Series| (series.build, &*series.what, &*series.by) == (cost.build, cost.what, cost.by);
            let series = slower.series.iter_mut().find(is_meant).expect("it is measured");
            let most = cost.instead.map_or(cost.most, |(reached, _)| reached);
            for (count, n) in series.instructions.iter_mut().zip(&series.n) {
                *count = (most + 1) * n;
            }
            assert!(misses(&slower).iter().any(|miss| miss.starts_with(&cost.name())), "{}", cost.name());
        }
        let gone = Figures::default();
        assert_eq!(misses(&gone).len(), COSTS.len());
    }

    /// What is not reached is not reached by as much as is said: an improvement is written down.
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

//! The tables of single calls, and what README.md and SPEC.md say of them.

use super::{
    ANNOUNCED, ANNOUNCED_CLOSURES, BY_CLOSURE, BY_HAND, COUNTED, COUNTED_CLOSURES, EAGER, GLOBAL,
    HANDLER, LOOP, NESTED, PAIR, PAUSE, PER_CPU, PER_CPU_COUNTED, PER_CPU_PINNING, RUN, STORE,
};
use crate::document::{MISSING, cell, table};
use crate::figures::{Build, Figures};
use crate::linux::known;

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
    cell(
        figures
            .get(Build::Release, what, by)
            .and_then(|series| series.at(512))
            .map(|counts| counts.dsb),
    )
}

/// Loops of pages, each way to order them beside the others: what a kernel author decides by.
pub fn loops(figures: &Figures) -> String {
    let head = [
        "",
        "DSB of 512",
        "1 page",
        "16",
        "512",
        "a page more",
        "1 page at s",
        "16",
        "512",
        "a page more",
    ];
    let rows = ways().into_iter().map(|way| {
        let levels = [Build::Release, Build::Small].map(|build| growth(figures, build, &way));
        let dsb = dsb_of_512(figures, &way);
        [vec![way.0, dsb], levels.concat()].concat()
    });
    table(&[vec![head.map(str::to_owned).to_vec()], rows.collect()].concat())
}

/// The same at opt-level 3 alone.
pub fn summary(figures: &Figures) -> String {
    let head = ["instructions of a loop", "1 page", "16", "512", "a page more", "DSB of 512"]
        .map(str::to_owned)
        .to_vec();
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
            Build::LEVELS.map(|build| {
                cell(
                    figures
                        .get(build, what, by)
                        .and_then(|series| series.at(1))
                        .map(|counts| counts.instructions),
                )
            })
        });
        [vec![(*name).to_owned()], cells.collect()].concat()
    });
    let body = table(&[vec![titles], rows.collect()].concat());
    let names: Vec<&str> = ways.iter().map(|(name, _)| *name).collect();
    format!("From left to right: {}, each at opt-level 3, 2, s and z.\n\n{body}", names.join("; "))
}

/// What SPEC.md's table has: a row, and what is counted of it in Linux's contract and where
/// handlers announce themselves.
pub fn of_spec(figures: &Figures) -> Vec<String> {
    let whole = |what, by| {
        cell(
            figures
                .get(Build::Release, what, by)
                .and_then(|series| series.at(1))
                .map(|counts| counts.instructions),
        )
    };
    let page = |by| {
        cell(figures.get(Build::Release, LOOP, by).and_then(|series| series.slope((256, 512))))
    };
    let both = |name: &str, linux: &str, what| {
        format!("| {name} | {linux} | {} | {} |", whole(what, COUNTED), whole(what, ANNOUNCED))
    };
    let single = |name: &str, figure: String| format!("| {name} | {figure} |");
    vec![
        both(
            "a loop of one page, flushed",
            known("a loop of one page in a section, flushed"),
            LOOP,
        ),
        format!(
            "| a page more | {} | {} | {} |",
            known("a page more by set_pte"),
            page(COUNTED),
            page(ANNOUNCED)
        ),
        format!(
            "| a page more, stored by the guard | {MISSING} | {} | {} |",
            page(COUNTED_CLOSURES),
            page(ANNOUNCED_CLOSURES)
        ),
        both("enable and drop, nothing deferred", known(PAIR), PAIR),
        both("two nested sections, nothing deferred", known(NESTED), NESTED),
        both("pause and resume in a section", known(PAUSE), PAUSE),
        format!("| a handler begins and ends | 0 | 0 | {} |", whole(HANDLER, ANNOUNCED)),
        single("a store in a caller's section", whole(STORE, ANNOUNCED)),
        single("the same, slot per CPU, which pins for each store", whole(STORE, PER_CPU_PINNING)),
        single(
            "the same, slot per CPU, which is asked whether it is pinned",
            whole(STORE, PER_CPU),
        ),
        single(
            "the same, and `in_interrupt` reads a word of the task",
            whole(STORE, PER_CPU_COUNTED),
        ),
        single("the same through `Global`", whole(STORE, GLOBAL)),
        single("enable and drop on `NoLazyMmu`", whole(PAIR, EAGER)),
        single("enable and drop through `Global`", whole(PAIR, GLOBAL)),
    ]
}

/// What README.md says first.
pub fn of_readme(figures: &Figures) -> String {
    let of = |what, by| {
        cell(
            figures
                .get(Build::Release, what, by)
                .and_then(|series| series.at(1))
                .map(|counts| counts.instructions),
        )
    };
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
        let cells = counts.map_or([MISSING.to_owned(), MISSING.to_owned()], |counts| {
            [counts.instructions, counts.dsb].map(|n| n.to_string())
        });
        [vec![name.to_owned()], cells.to_vec()].concat()
    });
    table(&[vec![head], rows.to_vec()].concat())
}

//! The tables of single calls, for the page of the bench, README.md and SPEC.md.

use super::{
    ANNOUNCED, ANNOUNCED_CLOSURES, BY_CLOSURE, BY_HAND, COUNTED, COUNTED_CLOSURES, EAGER, GLOBAL,
    HANDLER, LOOP, NESTED, PAIR, PAUSE, PER_CPU, PER_CPU_COUNTED, PER_CPU_PINNING, RUN, STORE,
};
use crate::document::{MISSING, cell, table};
use crate::figures::{Build, Figures};
use crate::linux::known;

/// A name, the job, and the contract.
type Way = (String, &'static str, &'static str);

/// Returns the ways to order a loop of pages.
fn ways() -> Vec<Way> {
    let without = [
        ("a barrier pair a page, eager", EAGER),
        ("one barrier pair after the loop, by hand", BY_HAND),
    ];
    let without = without.map(|(name, by)| (name.to_owned(), LOOP, by));
    let sections = BY_CLOSURE.iter().flat_map(|&(by, by_closure, _)| {
        let by_guard = ("  stores by the guard".to_owned(), LOOP, by_closure);
        [(format!("a section, {by}"), LOOP, by), by_guard, ("  one `set_ptes`".to_owned(), RUN, by)]
    });
    without.into_iter().chain(sections).collect()
}

/// Returns the figures of one page, 16, 512, and a page more.
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

/// Returns the table of a loop of pages: each way to order it beside the others.
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

/// Returns the table of README.md: the cost of one page and of 512 in each way.
pub fn of_readme(figures: &Figures) -> String {
    let ways = [
        ("eager: a pair for each page", EAGER),
        ("by hand: one pair after the loop", BY_HAND),
        ("a section; handlers call `irq`", ANNOUNCED),
        ("a section; the kernel counts handlers", COUNTED),
        ("a section; the slot is the CPU's", PER_CPU),
    ];
    let row = |name: &str, cells: [String; 3]| {
        let [page, pages, dsb] = cells;
        format!("{name:<38}{page:>8}{pages:>11}{dsb:>16}\n")
    };
    let head = row(
        "instructions of a mapping function",
        ["1 page", "512 pages", "DSB, 512 pages"].map(str::to_owned),
    );
    let rows = ways.map(|(name, by)| {
        let at = |pages| figures.get(Build::Release, LOOP, by).and_then(|series| series.at(pages));
        let instructions = |pages| cell(at(pages).map(|counts| counts.instructions));
        row(name, [instructions(1), instructions(512), cell(at(512).map(|counts| counts.dsb))])
    });
    format!("```text\n{head}{}```\n", rows.concat())
}

/// The calls: a name, and the program's name.
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

/// Returns the table of each call, at each level of optimization, in each contract.
pub fn calls(figures: &Figures) -> String {
    let ways = [(ANNOUNCED, ANNOUNCED), (COUNTED, COUNTED), (PER_CPU, PER_CPU), (GLOBAL, GLOBAL)];
    by_level(figures, &ways)
}

/// Returns the same by closures, with stores by the guard.
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

/// Returns the rows of SPEC.md: in Linux's contract, and where handlers announce themselves.
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
        both("a section, nothing stored", known("a section, nothing stored"), PAIR),
        both(
            "two nested sections, nothing stored",
            known("two nested sections, nothing stored"),
            NESTED,
        ),
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
        single("a section, nothing stored, on `NoLazyMmu`", whole(PAIR, EAGER)),
        single("a section, nothing stored, through `Global`", whole(PAIR, GLOBAL)),
    ]
}

/// Returns the table of handlers and of switches of tasks.
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

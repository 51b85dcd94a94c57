//! The figures in tables: what `cargo xtask bench` prints, `docs/bench.md`, and those of README.md.

use super::figures::{Build, C, Figures, Series};
use super::linux::{self, BUILDS, known};
use super::targets::{GLOBAL, NAMED, OFF, TARGETS, Target};
use super::{adapters, costs, sizes};
use harness::run::Counts;

/// Ways to map pages, with what is shown of each: what was done, by what, and its name.
const MAPS: [(&str, &str, &str); 20] = [
    ("set_pte", NAMED, "a section, set_pte"),
    ("set_ptes", NAMED, "a section, set_ptes"),
    ("apply_to_page_range", NAMED, "a section, a callback"),
    ("nested maps", NAMED, "a section a table, each flushes"),
    ("nested maps, deferring", NAMED, "a section a table, each defers"),
    ("set_pte", GLOBAL, "the same by Global, set_pte"),
    ("set_ptes", GLOBAL, "the same by Global, set_ptes"),
    ("apply_to_page_range", GLOBAL, "the same by Global, a callback"),
    ("nested maps", GLOBAL, "the same by Global, each flushes"),
    ("nested maps, deferring", GLOBAL, "the same by Global, each defers"),
    ("set_pte", C, "the same in C, set_pte"),
    ("set_ptes", C, "the same in C, set_ptes"),
    ("apply_to_page_range", C, "the same in C, a callback"),
    ("nested maps", C, "the same in C, each flushes"),
    ("set_pte", OFF, "eager barriers, set_pte"),
    ("set_pte", "by hand", "one pair behind the loop, by hand"),
    ("map_range, a page a call", "aarch64-paging", "aarch64-paging, a page a call"),
    ("map_range, one call", "aarch64-paging", "aarch64-paging, one call"),
    ("cursor, a page a call", "page_table_multiarch", "page_table_multiarch, a cursor a page"),
    ("one cursor", "page_table_multiarch", "page_table_multiarch, one cursor"),
];

/// Those that README.md shows.
const SUMMARY: [(&str, &str, &str); 9] = [
    ("set_pte", OFF, "eager barriers"),
    ("set_pte", "by hand", "one pair behind the loop, by hand"),
    ("map_range, a page a call", "aarch64-paging", "aarch64-paging, a page a call"),
    ("map_range, one call", "aarch64-paging", "aarch64-paging, one call"),
    ("cursor, a page a call", "page_table_multiarch", "page_table_multiarch, a cursor a page"),
    ("one cursor", "page_table_multiarch", "page_table_multiarch, one cursor"),
    ("nested maps", NAMED, "a section a table, each flushes"),
    ("nested maps, deferring", NAMED, "a section a table, each defers to the one around all"),
    ("set_pte", NAMED, "a section"),
];

/// Ways to nest sections.
const NESTS: [(&str, &str, &str); 8] = [
    ("nested sections, deferring", NAMED, "each defers to the one around it"),
    ("nested sections", NAMED, "each flushes at its end"),
    ("nested sections, nothing stored", NAMED, "nothing is stored"),
    ("nested sections, deferring", GLOBAL, "by Global, each defers"),
    ("nested sections", GLOBAL, "by Global, each flushes"),
    ("nested sections, nothing stored", GLOBAL, "by Global, nothing is stored"),
    ("nested sections", C, "in C, each flushes"),
    ("nested sections", OFF, "eager barriers"),
];

const HEAD: &str = "\
# What the mode costs, and what would be used instead

Written by `cargo xtask bless`, and printed by `cargo xtask bench`: executed instructions, counted from outside the guest by a plugin of
QEMU. `tests/bench/costs` is the program of the first tables, built at each level of optimization, and `tests/bench/program` that of
the others, built crate by crate and with fat link-time optimization. The call and the return are part of what a function costs. The
same figures are in `bench.json`, and how they must be in `tests/bench/src/costs.rs` and `targets.rs`.

Instructions are not time, and QEMU cannot show what a barrier costs; it counts them.

![DSB and instructions by number of pages, DSB by depth](bench.svg)
";

/// All of the page.
pub fn markdown(figures: &Figures) -> String {
    let sections = decisions(figures).into_iter().chain(details(figures));
    let sections = sections
        .map(|(title, about, table)| format!("\n## {title}\n\n{about}\n\n```text\n{table}```\n"));
    let targets: String =
        costs::not_reached().into_iter().map(|sentence| format!("* {sentence}\n")).collect();
    format!(
        "{HEAD}{}\n## Not reached\n\nWhat instructions are left where a target is not met, and then each figure with its target:\n\n{targets}",
        sections.collect::<String>()
    )
}

/// What a kernel author decides by, for a terminal.
pub fn text(figures: &Figures) -> String {
    decisions(figures)
        .map(|(title, about, table)| format!("{title}\n\n{about}\n\n{table}"))
        .join("\n")
}

/// The few of them that README.md shows.
pub fn summary(figures: &Figures) -> String {
    let loops = costs::summary(figures);
    let head = [format!("{MOST} pages").as_str(), "DSB", "ISB", "TLBI", "instructions"]
        .map(str::to_owned)
        .to_vec();
    let rows = SUMMARY.iter().filter_map(|(what, by, name)| {
        let counts = figures.get(Build::Release, what, by)?.at(MOST)?;
        let counts =
            [counts.dsb, counts.isb, counts.tlbi, counts.instructions].map(|n| n.to_string());
        Some([vec![(*name).to_owned()], counts.to_vec()].concat())
    });
    let maps = table(&[vec![head], rows.collect()].concat());
    format!("```text\n{loops}\n{maps}```\n")
}

/// Title, explanation and table of each part that a kernel author decides by.
fn decisions(figures: &Figures) -> [(&'static str, String, String); 6] {
    [
        (
            "A loop of pages",
            "Instructions of a function that stores so many leaves, on the left at opt-level 3 and on the right at s. The first column is its\n\
             number of DSB; there are as many ISB. A page more is the difference between 512 and 256 of them, by 256.\n\n\
             A section is held by a guard in a variable, which is also what the attribute makes. Below stands the same by a closure, with\n\
             stores by its guard; then by one `set_ptes`. Handlers announce themselves to the slot, or `in_interrupt` reads a word of the\n\
             task, as Linux's does. With a slot per CPU, a section pins by raising a count in the task."
                .to_owned(),
            costs::loops(figures),
        ),
        (
            "Beside Linux",
            format!(
                "Instructions. In the first three columns of figures the mode asks a word of the task whether a handler runs, as Linux does; in\n\
                 the last one handlers announce themselves.\n\n{BUILDS}"
            ),
            linux::beside(figures),
        ),
        ("Calls", "Instructions.".to_owned(), costs::calls(figures)),
        ("The same by closures, with stores by the guard", "Instructions.".to_owned(), costs::calls_by_closure(figures)),
        (
            "Handlers and switches",
            "With slots per task a switch of tasks costs the mode nothing but `switch_out`, and that only where tasks change their CPU. Where\n\
             `in_interrupt` reads a count of the kernel's, handlers cost nothing."
                .to_owned(),
            costs::at_the_edges(figures),
        ),
        (
            "4096 pages",
            "Mapped into tables that are there, a leaf each, and looked up afterwards. A section a table is inside one for all: it flushes at\n\
             its end, or defers to that. With fat LTO barriers and invalidations are the same.\n\
             page_table_multiarch invalidates by address for up to 32 pages, and beyond that everything, on this CPU alone."
                .to_owned(),
            most_pages(figures),
        ),
    ]
}

/// The same of the rest.
fn details(figures: &Figures) -> [(&'static str, String, String); 8] {
    let c = match &figures.gcc {
        Some(version) => format!("`c/lazy_mmu.c` of `tests/bench`, by gcc {version} at -O2"),
        None => "not measured: install gcc-aarch64-linux-gnu".to_owned(),
    };
    [
        adapters::section(figures),
        sizes::section(figures),
        (
            "Calls beside those of Linux and C",
            format!(
                "Instructions. Linux asks a word of the task whether a handler runs; in the others handlers announce themselves. A page more is the difference between\n\
                 512 and 256 of them, by 256. The callback is given an address and a word of its caller's beside the entry, as Linux's is.\n\
                 C: {c}."
            ),
            calls(figures),
        ),
        (
            "How it grows",
            "Instructions, crate by crate: what the first page costs, each one more, and each table of 512 more, its pages aside."
                .to_owned(),
            growth(figures),
        ),
        ("DSB by number of pages", "ISB are as many, but for aarch64-paging, which takes half as many.".to_owned(), {
            by_number(figures, "pages", &MAPS, |counts| counts.dsb)
        }),
        ("Instructions by number of pages", "Crate by crate.".to_owned(), by_number(figures, "pages", &MAPS, |counts| counts.instructions)),
        (
            "DSB by depth",
            "Sections inside one another, with a store at the beginning and at the end of each.".to_owned(),
            by_number(figures, "depth", &NESTS, |counts| counts.dsb),
        ),
        (
            "Instructions by depth",
            "The same, crate by crate. A level is a function that calls itself.".to_owned(),
            by_number(figures, "depth", &NESTS, |counts| counts.instructions),
        ),
    ]
}

fn calls(figures: &Figures) -> String {
    let columns = [
        ("named", Build::Release, NAMED),
        ("with LTO", Build::FatLto, NAMED),
        ("Global", Build::Release, GLOBAL),
        ("with LTO", Build::FatLto, GLOBAL),
        ("NoLazyMmu", Build::Release, OFF),
        ("C", Build::Release, C),
    ];
    let head = ["", "Linux", "target"]
        .map(str::to_owned)
        .into_iter()
        .chain(columns.map(|(name, ..)| name.to_owned()));
    let rows = TARGETS.iter().map(|Target { name, linux, most, of, what }| {
        let figures = columns.iter().map(|&(_, build, by)| {
            cell(figures.get(build, what, by).and_then(|series| of.figure(series)))
        });
        [(*name).to_owned(), known(linux).to_owned(), most.to_string()]
            .into_iter()
            .chain(figures)
            .collect()
    });
    table(&[vec![head.collect()], rows.collect::<Vec<_>>()].concat())
}

/// The most pages that are mapped.
const MOST: u64 = 4096;

fn most_pages(figures: &Figures) -> String {
    let head = ["", "DSB", "ISB", "TLBI", "instructions", "a page", "with LTO", "a page"]
        .map(str::to_owned)
        .to_vec();
    let rows = MAPS.iter().filter_map(|(what, by, name)| {
        let [release, lto] =
            Build::ALL.map(|build| figures.get(build, what, by).and_then(|series| series.at(MOST)));
        let (release, lto) = (release?, lto?);
        let a_page = |counts: Counts| format!("{:.1}", counts.instructions as f64 / MOST as f64);
        let counts =
            [release.dsb, release.isb, release.tlbi, release.instructions].map(|n| n.to_string());
        let row = [
            vec![(*name).to_owned()],
            counts.to_vec(),
            vec![a_page(release), lto.instructions.to_string(), a_page(lto)],
        ];
        Some(row.concat())
    });
    table(&[vec![head], rows.collect()].concat())
}

fn growth(figures: &Figures) -> String {
    let head = ["", "the first page", "a page more", "a table more"].map(str::to_owned).to_vec();
    let rows = MAPS.iter().filter_map(|(what, by, name)| {
        let series = figures.get(Build::Release, what, by)?;
        let page = series.slope((256, 512))?;
        let table = series.slope_of(512, (2048, 4096))?.checked_sub(512 * page)?;
        Some(
            [
                vec![(*name).to_owned()],
                [series.at(1)?.instructions, page, table].map(|n| n.to_string()).to_vec(),
            ]
            .concat(),
        )
    });
    table(&[vec![head], rows.collect()].concat())
}

/// A row for each way that was measured, a column for each number.
fn by_number(
    figures: &Figures,
    unit: &str,
    ways: &[(&str, &str, &str)],
    of: fn(Counts) -> u64,
) -> String {
    let measured: Vec<(&str, &Series)> = ways
        .iter()
        .filter_map(|(what, by, name)| Some((*name, figures.get(Build::Release, what, by)?)))
        .collect();
    let numbers = measured.first().map(|(_, series)| series.n.clone()).unwrap_or_default();
    let head = [vec![unit.to_owned()], numbers.iter().map(u64::to_string).collect()].concat();
    let rows = measured.into_iter().map(|(name, series)| {
        let cells = numbers.iter().map(|&n| cell(series.at(n).map(of)));
        [vec![name.to_owned()], cells.collect()].concat()
    });
    table(&[vec![head], rows.collect()].concat())
}

pub(crate) const MISSING: &str = "-";

pub(crate) fn cell(figure: Option<u64>) -> String {
    figure.map_or(MISSING.to_owned(), |figure| figure.to_string())
}

/// Rows as aligned text: names on the left, figures on the right.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in rows {
        text += &format!("{:<width$}", row[0], width = widths[0]);
        for (cell, &width) in row.iter().zip(&widths).skip(1) {
            text += &format!("  {cell:>width$}");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_stand_left_and_figures_right() {
        let rows =
            [["", "a", "count"], ["name", "1000", "2"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(super::table(&rows), "         a  count\nname  1000      2\n");
    }
}

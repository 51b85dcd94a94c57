//! The figures in tables: what `cargo xtask bench` prints, and `docs/bench.md`.

use super::figures::{Build, C, Figures, Series};
use super::linux::{self, BUILDS, known};
use super::targets::{GLOBAL, NAMED, OFF, TARGETS, Target};
use super::{adapters, costs, sizes};
use harness::run::Counts;

/// Ways to map pages: the job, its platform or crate, and the name in the tables.
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
    ("set_pte", "by hand", "one barrier pair after the loop, by hand"),
    ("map_range, a page a call", "aarch64-paging", "aarch64-paging, a page a call"),
    ("map_range, one call", "aarch64-paging", "aarch64-paging, one call"),
    ("cursor, a page a call", "page_table_multiarch", "page_table_multiarch, a cursor a page"),
    ("one cursor", "page_table_multiarch", "page_table_multiarch, one cursor"),
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

This page has the executed instructions of the mode's calls, beside those of Linux's mode, of
barriers by hand and of other crates. QEMU runs the programs, and a plugin counts from outside the
guest. A function's cost includes its call and its return. `cargo xtask bless` writes this page, and
`cargo xtask bench` prints its first tables.

* `tests/bench/costs` is the program of the first tables. It is built at each level of optimization.
* `tests/bench/program` is the program of the others. It is built crate by crate, and with fat
  link-time optimization.
* `bench.json` has the same figures, and `tests/bench/src/costs.rs` and `targets.rs` have their
  targets.

Instructions are not time. QEMU counts barriers, and cannot show what one costs;
[time.md](time.md) says how to time them on your own CPU.

![Barriers by the number of pages that are mapped](pictures/pages.svg)
";

/// Returns the whole page.
pub fn markdown(figures: &Figures) -> String {
    let sections = decisions(figures).into_iter().chain(details(figures));
    let sections = sections
        .map(|(title, about, table)| format!("\n## {title}\n\n{about}\n\n```text\n{table}```\n"));
    let targets: String =
        costs::not_reached().into_iter().map(|sentence| format!("* {sentence}\n")).collect();
    format!(
        "{HEAD}{}\n## Not reached\n\nSome targets are not met. Each entry says what the remaining instructions are for, and then has the\nfigures: \"42 for 34\" means that 42 are counted, and that the target is 34.\n\n{targets}",
        sections.collect::<String>()
    )
}

/// Returns the tables that a kernel author decides by, for a terminal.
pub fn text(figures: &Figures) -> String {
    decisions(figures)
        .map(|(title, about, table)| format!("{title}\n\n{about}\n\n{table}"))
        .join("\n")
}

/// Returns the title, explanation and table of each part that a kernel author decides by.
fn decisions(figures: &Figures) -> [(&'static str, String, String); 6] {
    [
        (
            "A loop of pages",
            "The table has the instructions of a function that stores 1, 16 or 512 leaves: on the left at opt-level\n\
             3, on the right at opt-level s. The first column is the number of DSB for 512 leaves, and there are as\n\
             many ISB. \"A page more\" is the difference between 512 and 256 pages, divided by 256.\n\n\
             The rows \"a section\" hold a guard in a variable; the attribute makes the same. \"Stores by the guard\" is\n\
             the section as a closure, and \"one `set_ptes`\" stores all leaves by one call. \"Handlers announced\":\n\
             they announce themselves to the slot. \"Handlers counted\": `in_interrupt` reads a word of the task, as\n\
             Linux's does. \"Slot per CPU\": a section pins by raising a count in the task."
                .to_owned(),
            costs::loops(figures),
        ),
        (
            "Beside Linux",
            format!(
                "The tables have instructions. \"Here\" is this repository's mode, and in \"C, calling here\" C calls it by\n\
                 the functions of `export_c!`. In the first three columns of figures `in_interrupt` reads a word of the\n\
                 task, as Linux's does. In the last one handlers announce themselves.\n\n{BUILDS}"
            ),
            linux::beside(figures),
        ),
        ("Calls", "Each row is a few calls, and its cells are their instructions.".to_owned(), costs::calls(figures)),
        (
            "Calls by closures",
            "The instructions of the same calls as closures, with stores by the guard.".to_owned(),
            costs::calls_by_closure(figures),
        ),
        (
            "Handlers and switches",
            "With slots per task a switch costs only `switch_out`, and that only where tasks change their CPU. If\n\
             `in_interrupt` reads a count of the kernel's, handlers cost nothing."
                .to_owned(),
            costs::at_the_edges(figures),
        ),
        (
            "4096 pages",
            "Each row maps 4096 pages into tables that are there, one leaf for each page, and looks them up\n\
             afterwards. A \"section a table\" is inside one section for all: it flushes at its end, or defers to that\n\
             one. With fat LTO, barriers and invalidations are the same. For up to 32 pages page_table_multiarch\n\
             invalidates by address, and beyond that everything, on this CPU alone."
                .to_owned(),
            most_pages(figures),
        ),
    ]
}

/// Returns the same of the remaining parts.
fn details(figures: &Figures) -> [(&'static str, String, String); 8] {
    let c = match &figures.gcc {
        Some(version) => format!("C is `c/lazy_mmu.c` of `tests/bench`, by gcc {version} at -O2."),
        None => "C was not measured: install gcc-aarch64-linux-gnu.".to_owned(),
    };
    [
        adapters::section(figures),
        sizes::section(figures),
        (
            "Calls beside those of Linux and C",
            format!(
                "The table has instructions. In Linux's column `in_interrupt` reads a word of the task; in the others\n\
                 handlers announce themselves. \"Named\" is the kernel's own platform. \"A page more\" is the difference\n\
                 between 512 and 256 pages, divided by 256. The callback gets an address and a word of its caller's\n\
                 beside the entry, as Linux's does.\n\
                 {c}"
            ),
            calls(figures),
        ),
        (
            "How it grows",
            "The table has the instructions, built crate by crate, of the first page, of each further page, and of\n\
             each further table of 512 pages without its pages."
                .to_owned(),
            growth(figures),
        ),
        ("DSB by number of pages", "There are as many ISB, except for aarch64-paging, which takes half as many.".to_owned(), {
            by_number(figures, "pages", &MAPS, |counts| counts.dsb)
        }),
        ("Instructions by number of pages", "Crate by crate.".to_owned(), by_number(figures, "pages", &MAPS, |counts| counts.instructions)),
        (
            "DSB by depth",
            "Nested sections, each with a store at its beginning and at its end.".to_owned(),
            by_number(figures, "depth", &NESTS, |counts| counts.dsb),
        ),
        (
            "Instructions by depth",
            "The same sections, crate by crate. Each level is a call of one function by itself.".to_owned(),
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

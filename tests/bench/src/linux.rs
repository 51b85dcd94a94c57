//! Linux's own mode: [`KNOWN`] has its figures, and [`measure`] counts them in a tree of Linux.

mod tree;

use std::path::Path;

use anyhow::{Context, Result};
use harness::program::Program;
use harness::qemu::Qemu;
use harness::{plugin, progress};

use crate::figures::{Build, EXPORTED, Figures};
use crate::targets::Of;

/// The instructions of Linux 7.2.13 by gcc 12.2, SMP and PREEMPT, in the same QEMU, call and return
/// included, over the builds of [`BUILDS`].
pub const KNOWN: [(&str, &str); 7] = [
    ("a section, nothing stored", "26-39"),
    ("two nested sections, nothing stored", "50-73"),
    ("pause and resume in a section", "24-31"),
    ("a loop of one page in a section, flushed", "57-66"),
    ("a page more by set_pte", "18-22"),
    ("a page more by a callback", "31-32"),
    ("a page more by set_ptes", "7-18"),
];

/// Returns the range of a row of Linux.
///
/// # Panics
///
/// If it has no such name.
pub fn known(row: &str) -> &'static str {
    KNOWN.iter().find(|(name, _)| *name == row).expect("a row of Linux").1
}

/// The builds behind the ranges of [`KNOWN`].
pub const BUILDS: &str = "\
Linux is 7.2.13 by gcc 12.2, SMP and PREEMPT. Three of its ranges come from these builds:

| build | a section | two nested sections | a pause |
| --- | ---: | ---: | ---: |
| -O2, all in line | 26 | 50 | 24 |
| -O2, in a file with several ends of sections: gcc calls the end | 31 | 57 | 24 |
| -O2, the flush is not in line | 30 | 55 | 29 |
| -O2, PAC and BTI | 29 | 53 | 27 |
| -O2, DEBUG_VM | 34 | 63 | 27 |
| -Os | 39 | 73 | 31 |

The other ranges come from -O2, with addresses of 48 and 52 bits. `cargo xtask bench --linux TREE`
counts the rows in a tree of yours.";

/// The contracts by which `rows.c` and `rows_announced.c` announce a row, each with the name of the
/// same contract here.
const CONTRACTS: [(&str, &str); 2] =
    [("Linux", "handlers counted"), ("Linux, handlers announced", "handlers announced")];

/// The rows that are shown: a name, the series, and the figure of it.
const ROWS: [(&str, &str, Of); 7] = [
    ("a section, nothing stored", "pair", Of::Whole),
    ("two nested sections, nothing stored", "two nested pairs", Of::Whole),
    ("pause and resume in a section", "pause and resume in a section", Of::Whole),
    ("a loop of one page in a section, flushed", "a loop of pages in a section", Of::Whole),
    ("a page more by set_pte", "a loop of pages in a section", Of::Page),
    ("a page more by a callback", "apply_to_page_range", Of::Page),
    ("a page more by set_ptes", "a run of pages in a section", Of::Page),
];

/// Returns the table of [`KNOWN`] beside the same rows of `ours`. A row that was not counted is
/// `-`.
pub fn beside(ours: &Figures) -> String {
    let head =
        ["", "Linux", "here", "C, calling here", "here, announced"].map(str::to_owned).to_vec();
    let rows = ROWS.iter().map(|row| {
        let [(_, counted), (_, announced)] = CONTRACTS;
        [
            vec![row.0.to_owned(), known(row.0).to_owned()],
            [counted, EXPORTED, announced].map(|by| figure(ours, row, by)).to_vec(),
        ]
        .concat()
    });
    crate::document::table(&[vec![head], rows.collect()].concat())
}

fn figure(figures: &Figures, &(_, what, of): &(&str, &str, Of), by: &str) -> String {
    let figure = figures.get(Build::Release, what, by).and_then(|series| of.figure(series));
    figure.map_or("-".to_owned(), |figure| figure.to_string())
}

/// The figures of a tree.
#[derive(Debug)]
pub struct Linux {
    /// The version, as `7.2.13`.
    release: String,
    /// The version line of the compiler.
    compiler: String,
    figures: Figures,
}

/// Builds the tree with the rows, and counts them in one run.
///
/// # Errors
///
/// If there is no tree, or another version, or no compiler for it; or if the tree does not build or
/// run. Nothing is written outside the target folder.
pub fn measure(qemu: &Qemu, tree: &Path) -> Result<Linux> {
    let tree = tree::check(tree)?;
    let cross = tree::cross_compiler()?;
    let plugin = plugin::build(qemu.version())?;
    let image = tree::build(&tree, &cross)?;
    progress(&format!("counting Linux in QEMU {}", qemu.version()));
    let qemu_arguments = ["-no-reboot", "-append", "console=ttyAMA0 lazy_mmu_rows panic=-1"]
        .map(str::to_owned)
        .to_vec();
    let run =
        qemu.boot(&Program { name: "Linux".to_owned(), elf: image, qemu_arguments }, &plugin)?;
    let said = |name: &str| {
        let said = run.stdout.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        said.with_context(|| {
            format!("Linux booted and did not print `{name}…`; see tests/bench/linux/rows.c")
        })
    };
    said("rows: done")?;
    let (release, compiler) = (said("linux: ")?, said("compiler: ")?);
    let mut figures = Figures::default();
    figures.add(Build::Release, &run)?;
    Ok(Linux { release, compiler, figures })
}

impl Linux {
    /// Returns its table, with the same rows of `ours`. A row that was not counted is `-`.
    pub fn text(&self, ours: &Figures) -> String {
        let head = ["", "Linux", "here", "C, calling here", "Linux, announced", "here, announced"]
            .map(str::to_owned)
            .to_vec();
        let rows = ROWS.iter().map(|row| {
            let [(linux, counted), (without, announced)] = CONTRACTS;
            let cells = [
                figure(&self.figures, row, linux),
                figure(ours, row, counted),
                figure(ours, row, EXPORTED),
                figure(&self.figures, row, without),
                figure(ours, row, announced),
            ];
            [vec![row.0.to_owned()], cells.to_vec()].concat()
        });
        format!(
            "Linux {}, by {}, {}\n\n{}\n\
             In the first three columns of figures `in_interrupt` reads a word of the task, as Linux's does. In the\n\
             last two it reads nothing: handlers announce themselves here, and Linux's functions are compiled with an\n\
             `in_interrupt()` that is constantly 0.\n",
            self.release,
            self.compiler,
            "at -O2: SMP, PREEMPT, 4K pages, and else allnoconfig (tests/bench/linux/config)",
            crate::document::table(&[vec![head], rows.collect()].concat())
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_has_the_rows_that_are_shown() {
        assert_eq!(KNOWN.map(|(name, _)| name), ROWS.map(|(name, ..)| name));
    }
}

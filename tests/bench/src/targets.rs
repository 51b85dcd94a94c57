//! The targets of the figures, each in one place.

use super::figures::{Build, Figures, Series};
use super::{adapters, costs, sizes};

/// A job that takes no more than this many instructions, call and return included.
pub struct Target {
    /// Its name in the tables.
    pub name: &'static str,
    /// Its name in Linux's figures, [`linux::KNOWN`](super::linux::KNOWN).
    pub linux: &'static str,
    /// At most.
    pub most: u64,
    /// The figure of the series.
    pub of: Of,
    /// The job.
    pub what: &'static str,
}

/// A figure of a series.
#[derive(Clone, Copy)]
pub enum Of {
    /// All of it.
    Whole,
    /// One page more.
    Page,
}

impl Of {
    /// Returns the figure.
    pub fn figure(self, series: &Series) -> Option<u64> {
        match self {
            Self::Whole => Some(series.points().next()?.1.instructions),
            // Within one table.
            Self::Page => series.slope((256, 512)),
        }
    }
}

/// A platform that is named, where the mode is inlined.
pub const NAMED: &str = "a named platform";
/// The link-time form.
pub const GLOBAL: &str = "Global";
/// The mode is off.
pub const OFF: &str = "NoLazyMmu";

/// For a platform that is named, and for the link-time form with fat LTO.
pub const TARGETS: [Target; 6] = [
    Target {
        name: "a section, nothing stored",
        linux: "a section, nothing stored",
        most: 14,
        of: Of::Whole,
        what: "pair",
    },
    Target {
        name: "two nested sections, nothing stored",
        linux: "two nested sections, nothing stored",
        most: 30,
        of: Of::Whole,
        what: "two nested pairs",
    },
    Target {
        name: "pause and resume in a section",
        linux: "pause and resume in a section",
        most: 13,
        of: Of::Whole,
        what: "pause and resume in a section",
    },
    Target {
        name: "a page more by set_pte",
        linux: "a page more by set_pte",
        most: 11,
        of: Of::Page,
        what: "set_pte",
    },
    Target {
        name: "a page more by a callback",
        linux: "a page more by a callback",
        most: 18,
        of: Of::Page,
        what: "apply_to_page_range",
    },
    Target {
        name: "a page more by set_ptes",
        linux: "a page more by set_ptes",
        most: 4,
        of: Of::Page,
        what: "set_ptes",
    },
];

/// A call and a return.
const NOTHING: u64 = 2;

const PAGES_OF_A_TABLE: u64 = 512;

/// Returns a sentence for each figure that misses its target.
pub fn misses(figures: &Figures) -> Vec<String> {
    let mut check = Check { figures, misses: Vec::new() };
    for build in Build::ALL {
        for target in &TARGETS {
            check.at_most(build, NAMED, target);
        }
        check.series(
            build,
            "pair",
            OFF,
            "a section on NoLazyMmu is a call and a return",
            |_, counts| counts.instructions == NOTHING,
        );
        for by in [NAMED, GLOBAL] {
            for what in [
                "set_pte",
                "set_ptes",
                "apply_to_page_range",
                "nested maps, deferring",
                "nested sections, deferring",
            ] {
                check.series(
                    build,
                    what,
                    by,
                    "a section issues one DSB and one ISB whatever its size and depth",
                    |_, counts| (counts.dsb, counts.isb, counts.tlbi) == (1, 1, 0),
                );
            }
            check.series(
                build,
                "nested sections",
                by,
                "the end of each section that stored something flushes once",
                |depth, counts| (counts.dsb, counts.isb, counts.tlbi) == (depth, depth, 0),
            );
            // The outer section has nothing left to flush.
            check.series(
                build,
                "nested maps",
                by,
                "the end of each table's section flushes once",
                |pages, counts| {
                    let tables = pages.div_ceil(PAGES_OF_A_TABLE);
                    (counts.dsb, counts.isb, counts.tlbi) == (tables, tables, 0)
                },
            );
            for what in [
                "pair",
                "two nested pairs",
                "pause and resume in a section",
                "nested sections, nothing stored",
            ] {
                check.series(
                    build,
                    what,
                    by,
                    "nothing is flushed where nothing was deferred",
                    |_, counts| (counts.dsb, counts.isb, counts.tlbi) == (0, 0, 0),
                );
            }
        }
    }
    for target in &TARGETS {
        check.at_most(Build::FatLto, GLOBAL, target);
    }
    check.link_time_form_equals_the_named();
    [check.misses, costs::misses(figures), adapters::misses(figures), sizes::misses(figures)]
        .concat()
}

struct Check<'a> {
    figures: &'a Figures,
    misses: Vec<String>,
}

impl Check<'_> {
    fn at_most(&mut self, build: Build, by: &str, target: &Target) {
        let Target { name, most, .. } = target;
        let figure =
            self.figures.get(build, target.what, by).and_then(|series| target.of.figure(series));
        match figure {
            Some(figure) if figure <= *most => {}
            Some(figure) => self.misses.push(format!(
                "{name} takes {figure} instructions by {by}, built {}: at most {most}",
                build.name()
            )),
            None => self
                .misses
                .push(format!("{name} by {by}, built {}, was not measured", build.name())),
        }
    }

    fn series(
        &mut self,
        build: Build,
        what: &str,
        by: &str,
        rule: &str,
        holds: impl Fn(u64, harness::run::Counts) -> bool,
    ) {
        let Some(series) = self.figures.get(build, what, by) else {
            return self
                .misses
                .push(format!("{what} by {by}, built {}, was not measured", build.name()));
        };
        for (n, counts) in series.points().filter(|&(n, counts)| !holds(n, counts)) {
            self.misses.push(format!(
                "{rule}: not `{what}` of {n} by {by}, built {}: {counts:?}",
                build.name()
            ));
        }
    }

    fn link_time_form_equals_the_named(&mut self) {
        for named in self
            .figures
            .series
            .iter()
            .filter(|series| series.build == Build::FatLto && series.by == NAMED)
        {
            let expected = Series { by: GLOBAL.to_owned(), ..named.clone() };
            if self.figures.get(Build::FatLto, &named.what, GLOBAL) != Some(&expected) {
                self.misses.push(format!(
                    "`{}` by {GLOBAL} with fat LTO is not what it is by {NAMED}",
                    named.what
                ));
            }
        }
    }
}

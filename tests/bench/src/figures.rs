//! [`Figures`]: everything that was counted, in series by number of pages or depth.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use harness::run::{Counts, Measured, Run};

pub use super::build::Build;
use super::sizes::Size;

/// One way to do one thing, for several numbers of pages or levels: each vector has an element for
/// each of `n`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The build.
    pub build: Build,
    /// The job.
    pub what: String,
    /// The platform, contract or crate that did it.
    pub by: String,
    /// The numbers of pages or of levels.
    pub n: Vec<u64>,
    /// All instructions.
    pub instructions: Vec<u64>,
    /// Of those, data synchronization barriers.
    pub dsb: Vec<u64>,
    /// Instruction synchronization barriers.
    pub isb: Vec<u64>,
    /// TLB invalidations.
    pub tlbi: Vec<u64>,
}

impl Series {
    /// Returns the counts for each of `n`.
    pub fn points(&self) -> impl Iterator<Item = (u64, Counts)> {
        self.n.iter().enumerate().map(|(i, &n)| {
            let counts = Counts {
                instructions: self.instructions[i],
                dsb: self.dsb[i],
                isb: self.isb[i],
                tlbi: self.tlbi[i],
                ..Counts::default()
            };
            (n, counts)
        })
    }

    /// Returns the counts for `n`.
    pub fn at(&self, n: u64) -> Option<Counts> {
        self.points().find(|point| point.0 == n).map(|(_, counts)| counts)
    }

    /// Returns the instructions of one more: the slope between two of `n`.
    pub fn slope(&self, between: (u64, u64)) -> Option<u64> {
        self.slope_of(1, between)
    }

    /// Returns the instructions of `some` more.
    pub fn slope_of(&self, some: u64, (from, to): (u64, u64)) -> Option<u64> {
        Some((self.at(to)?.instructions - self.at(from)?.instructions) * some / (to - from))
    }
}

/// All that was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The compiler of the C version; without one that version was not measured.
    pub gcc: Option<String>,
    /// In the order of the program.
    pub series: Vec<Series>,
    /// The bytes of types and functions, in the same order.
    pub sizes: Vec<Size>,
}

/// The contract of jobs in C, with the mode in C.
pub const C: &str = "C";
/// The same, with the mode in Rust by the calls that `export_c!` defines.
pub const EXPORTED: &str = "C, calling here";

/// Returns whether a series takes a compiler for C.
fn is_in_c(series: &Series) -> bool {
    [C, EXPORTED].contains(&series.by.as_str())
}

impl Figures {
    /// Adds a run of the program.
    ///
    /// # Errors
    ///
    /// If the program announced a region in another way than `WHAT; BY; HOW MANY`.
    pub fn add(&mut self, build: Build, run: &Run) -> Result<()> {
        self.gcc = run
            .stdout
            .lines()
            .find_map(|line| line.strip_prefix("gcc: "))
            .map(str::to_owned)
            .or(self.gcc.take());
        for Measured { label, counts } in &run.measured {
            let (what, by, n) = parse(label).with_context(|| {
                format!("the program announced `{label}`; write `WHAT; BY; HOW MANY`")
            })?;
            let index = self.index(build, what, by).unwrap_or_else(|| {
                let (what, by) = (what.to_owned(), by.to_owned());
                self.series.push(Series {
                    build,
                    what,
                    by,
                    n: vec![],
                    instructions: vec![],
                    dsb: vec![],
                    isb: vec![],
                    tlbi: vec![],
                });
                self.series.len() - 1
            });
            let series = &mut self.series[index];
            series.n.push(n);
            series.instructions.push(counts.instructions);
            series.dsb.push(counts.dsb);
            series.isb.push(counts.isb);
            series.tlbi.push(counts.tlbi);
        }
        // C comes last, because it may be missing.
        self.series.sort_by_key(is_in_c);
        Ok(())
    }

    /// Returns one series, if it was measured.
    pub fn get(&self, build: Build, what: &str, by: &str) -> Option<&Series> {
        self.index(build, what, by).map(|index| &self.series[index])
    }

    fn index(&self, build: Build, what: &str, by: &str) -> Option<usize> {
        self.series
            .iter()
            .position(|series| series.build == build && series.what == what && series.by == by)
    }

    /// Returns these figures without those in C.
    pub fn without_c(mut self) -> Self {
        self.gcc = None;
        self.series.retain(|series| !is_in_c(series));
        self
    }

    /// Returns these figures, with those in C of `others` if C was not measured here.
    pub fn or_c_of(mut self, others: Self) -> Self {
        if self.gcc.is_none() {
            self.gcc = others.gcc;
            self.series.extend(others.series.into_iter().filter(is_in_c));
        }
        self
    }

    /// Returns them as JSON, with a line for each series and each size.
    ///
    /// # Panics
    ///
    /// Never: all of it has a form in JSON.
    pub fn to_json(&self) -> String {
        let series: Vec<String> = self.series.iter().map(line).collect();
        let sizes: Vec<String> = self.sizes.iter().map(line).collect();
        let gcc = serde_json::to_string(&self.gcc).expect("a string");
        let (series, sizes) = (series.join(",\n"), sizes.join(",\n"));
        format!(
            "{{\n  \"gcc\": {gcc},\n  \"series\": [\n{series}\n  ],\n  \"sizes\": [\n{sizes}\n  ]\n}}\n"
        )
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// If there is nothing, or something else.
    pub fn read(file: &Path) -> Result<Self> {
        let problem =
            || format!("{} cannot be read; `cargo xtask bless` writes it", file.display());
        serde_json::from_str(&fs::read_to_string(file).with_context(problem)?).with_context(problem)
    }
}

/// Returns the three parts of a label.
fn parse(label: &str) -> Option<(&str, &str, u64)> {
    let mut parts = label.split("; ");
    let parsed = (parts.next()?, parts.next()?, parts.next()?.parse().ok()?);
    parts.next().is_none().then_some(parsed)
}

/// Returns JSON on a line of its own.
fn line(of: &impl Serialize) -> String {
    format!("    {}", serde_json::to_string(of).expect("strings and numbers"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run that counted as many instructions as there are characters in a label.
    fn run(stdout: &str, labels: &[&str]) -> Run {
        let measured = |label: &&str| Measured {
            label: (*label).to_owned(),
            counts: Counts { instructions: label.len() as u64, dsb: 1, ..Counts::default() },
        };
        Run { stdout: stdout.to_owned(), measured: labels.iter().map(measured).collect() }
    }

    fn figures(stdout: &str, labels: &[&str]) -> Figures {
        let mut figures = Figures::default();
        figures.add(Build::Release, &run(stdout, labels)).unwrap();
        figures
    }

    #[test]
    fn regions_of_one_kind_are_a_series() {
        let figures = figures("gcc: 12.2.0\n", &["map; C; 1", "map; Global; 1", "map; Global; 16"]);
        assert_eq!(figures.gcc.as_deref(), Some("12.2.0"));
        let global = figures.get(Build::Release, "map", "Global").unwrap();
        assert_eq!(
            (&global.n, &global.instructions, &global.dsb),
            (&vec![1, 16], &vec![14, 15], &vec![1, 1])
        );
        assert_eq!(figures.series[1].by, C, "the C version comes last");
        assert!(figures.get(Build::FatLto, "map", "Global").is_none());
    }

    #[test]
    fn a_label_of_another_form_is_an_error() {
        for label in ["map; Global", "map; Global; many", "map; Global; 1; 2"] {
            let error =
                Figures::default().add(Build::Release, &run("", &[label])).unwrap_err().to_string();
            assert!(error.contains(label), "{error}");
        }
    }

    #[test]
    fn json_is_read_as_it_was_written() {
        let figures = figures("gcc: 12.2.0\n", &["map; C; 1", "map; Global; 1", "map; Global; 16"]);
        assert_eq!(serde_json::from_str::<Figures>(&figures.to_json()).unwrap(), figures);
    }

    #[test]
    fn the_c_version_is_kept_where_it_cannot_be_measured() {
        let with_c = figures("gcc: 12.2.0\n", &["map; C; 1", "map; Global; 1"]);
        let without = figures("", &["map; Global; 1"]);
        assert_eq!(with_c.clone().without_c(), without);
        assert_eq!(without.or_c_of(with_c.clone()), with_c);
        let newer = figures("gcc: 13.1.0\n", &["map; C; 16", "map; Global; 1"]);
        assert_eq!(newer.clone().or_c_of(with_c), newer);
    }

    #[test]
    fn the_slope_is_what_one_more_costs() {
        let mut figures = figures("", &["map; Global; 256", "map; Global; 512"]);
        figures.series[0].instructions = vec![2100, 4148];
        let series = &figures.series[0];
        assert_eq!(
            (series.slope((256, 512)), series.slope_of(2, (256, 512)), series.slope((256, 1024))),
            (Some(8), Some(16), None)
        );
    }
}

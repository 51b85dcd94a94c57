//! The result of a program in QEMU: the guest's output, and the plugin's counts.
//!
//! The guest prints a line `count: LABEL` before each region that it marks. Those lines are for us:
//! they are taken out of its output, and name the plugin's lines, in order. After a region, a line
//! `predicted: dsb=1 isb=1` predicts its counts; a run with other counts is an error. A line
//! `no more than: LABEL` says that the region must not have more DSB, ISB or TLBI than an earlier
//! one.

mod counts;

use anyhow::{Context, Result, bail, ensure};

pub use counts::{Counts, Measured};

/// A run that ended well.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    /// The guest's output, without its announcements.
    pub stdout: String,
    /// The regions that it marked, in order.
    pub measured: Vec<Measured>,
}

impl Run {
    /// Puts the guest's output and the plugin's counts together.
    ///
    /// # Errors
    ///
    /// If the guest announced more or fewer regions than the plugin counted, or predicted other
    /// counts; or if the plugin's lines cannot be read.
    pub fn new(stdout: &str, counts: &str) -> Result<Self> {
        let mut labels = Vec::new();
        let mut predictions = Vec::new();
        let mut comparisons = Vec::new();
        let mut rest = String::new();
        for line in stdout.lines() {
            if let Some(label) = line.strip_prefix("count: ") {
                labels.push(label.to_owned());
            } else if let Some(predicted) = line.strip_prefix("predicted: ") {
                let region = labels.len().checked_sub(1).context(
                    "the guest predicted the counts of no region; print `count: LABEL` first",
                )?;
                let predicted = Prediction::parse(predicted)?;
                rest.push_str(&predicted.names());
                rest.push_str(" as predicted\n");
                predictions.push((region, predicted));
            } else if let Some(other) = line.strip_prefix("no more than: ") {
                let [earlier @ .., region] = &labels[..] else {
                    bail!(
                        "the guest compared no region with `{other}`; print `count: LABEL` first"
                    );
                };
                let other = earlier.iter().rposition(|label| label == other);
                let other =
                    other.with_context(|| format!("the guest compared `{region}` with `{line}`, but counted no such region before"))?;
                rest.push_str(&format!(
                    "{region}: no more DSB, ISB or TLBI than {}\n",
                    labels[other]
                ));
                comparisons.push((labels.len() - 1, other));
            } else {
                rest.push_str(line);
                rest.push('\n');
            }
        }
        let counts = counts.lines().map(str::parse).collect::<Result<Vec<Counts>>>()?;
        if labels.len() != counts.len() {
            bail!(
                "the guest announced {} regions and the plugin counted {}: print one line `count: LABEL` before each pair of markers",
                labels.len(),
                counts.len()
            );
        }
        let measured: Vec<_> = labels
            .into_iter()
            .zip(counts)
            .map(|(label, counts)| Measured { label, counts })
            .collect();
        for (region, predicted) in predictions {
            predicted.check(&measured[region])?;
        }
        for (region, other) in comparisons {
            measured[region].check_no_more_than(&measured[other])?;
        }
        Ok(Self { stdout: rest, measured })
    }
}

/// The counts that a region must have, by the guest's own reckoning: names of counters, and values.
struct Prediction(Vec<(String, u64)>);

impl Prediction {
    fn parse(line: &str) -> Result<Self> {
        let values = line.split_whitespace().map(|word| {
            let (name, number) = word.split_once('=').unwrap_or((word, ""));
            let number = number.parse().with_context(|| {
                format!("the guest predicted `{line}`, but `{number}` is no number")
            })?;
            Ok((name.to_owned(), number))
        });
        Ok(Self(values.collect::<Result<_>>()?))
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        names.join(", ")
    }

    fn check(&self, Measured { label, counts }: &Measured) -> Result<()> {
        let mut counts = *counts;
        for (name, predicted) in &self.0 {
            let counted = counts
                .counter(name)
                .with_context(|| format!("the guest predicted `{name}`, which is not counted"))?;
            ensure!(
                counted == predicted,
                "`{label}`: the guest predicted {name}={predicted} and the plugin counted {counted}"
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "instructions=5 dsb=1 dsb_ishst=1 isb=2 dmb=3 tlbi=4 sfence=6\n";

    #[test]
    fn announcements_name_the_regions_and_leave_the_output() {
        let run = Run::new("before\ncount: map 1 lazy\nafter\n", ONE).unwrap();
        assert_eq!(run.stdout, "before\nafter\n");
        let counts =
            Counts { instructions: 5, dsb: 1, dsb_ishst: 1, isb: 2, dmb: 3, tlbi: 4, sfence: 6 };
        assert_eq!(run.measured, [Measured { label: "map 1 lazy".into(), counts }]);
    }

    #[test]
    fn a_region_that_was_announced_and_not_counted_is_an_error() {
        let error = Run::new("count: a\ncount: b\n", ONE).unwrap_err().to_string();
        assert!(error.contains("announced 2 regions and the plugin counted 1"), "{error}");
    }

    #[test]
    fn a_region_that_was_counted_and_not_announced_is_an_error() {
        let error = Run::new("hello\n", ONE).unwrap_err().to_string();
        assert!(error.contains("announced 0 regions and the plugin counted 1"), "{error}");
    }

    #[test]
    fn the_counts_of_a_region_are_compared_with_its_prediction() {
        let run = Run::new("count: a\npredicted: dsb=1 isb=2\n", ONE).unwrap();
        assert_eq!(run.stdout, "dsb, isb as predicted\n");
        for (stdout, problem) in [
            (
                "count: a\npredicted: dsb=1 isb=3\n",
                "`a`: the guest predicted isb=3 and the plugin counted 2",
            ),
            ("count: a\npredicted: dsb\n", "no number"),
            ("count: a\npredicted: cycles=1\n", "not counted"),
            ("predicted: dsb=1\ncount: a\n", "no region"),
        ] {
            let error = Run::new(stdout, ONE).unwrap_err().to_string();
            assert!(error.contains(problem), "{error}");
        }
    }

    #[test]
    fn a_region_is_compared_with_an_earlier_one() {
        let counts = "dsb=2 isb=2 tlbi=1\ndsb=2 isb=1 tlbi=1\n";
        let run = Run::new("count: before\ncount: after\nno more than: before\n", counts).unwrap();
        assert_eq!(run.stdout, "after: no more DSB, ISB or TLBI than before\n");
        for (counts, problem) in [
            (
                "dsb=2 isb=2 tlbi=1\ndsb=3 isb=1 tlbi=1\n",
                "`after` executed 3 DSB, and `before`, which it must not exceed, 2",
            ),
            (
                "dsb=2 isb=0 tlbi=1\ndsb=2 isb=1 tlbi=1\n",
                "`after` executed 1 ISB, and `before`, which it must not exceed, 0",
            ),
            (
                "dsb=2 isb=2 tlbi=1\ndsb=2 isb=1 tlbi=64\n",
                "`after` executed 64 TLBI, and `before`, which it must not exceed, 1",
            ),
        ] {
            let error = Run::new("count: before\ncount: after\nno more than: before\n", counts)
                .unwrap_err()
                .to_string();
            assert_eq!(error, problem);
        }
        for stdout in [
            "no more than: before\n",
            "count: a\ncount: b\nno more than: b\n",
            "count: a\ncount: b\nno more than: c\n",
        ] {
            let error = Run::new(stdout, counts).unwrap_err().to_string();
            assert!(error.starts_with("the guest compared "), "{error}");
        }
    }
}

//! [`Counts`]: the number of instructions that the plugin counted in a region.

use std::str::FromStr;

use anyhow::{Context, Error, Result, ensure};

/// A region and its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The label that the guest announced.
    pub label: String,
    /// The instructions executed in it.
    pub counts: Counts,
}

/// The number of instructions executed: of all of them, and of those that matter here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them, with those below.
    pub instructions: u64,
    /// Data synchronization barriers.
    pub dsb: u64,
    /// Those of them that a section defers: `dsb ishst`.
    pub dsb_ishst: u64,
    /// Instruction synchronization barriers.
    pub isb: u64,
    /// Data memory barriers.
    pub dmb: u64,
    /// TLB invalidations.
    pub tlbi: u64,
    /// Fences of page-table walks, on riscv64.
    pub sfence: u64,
}

impl Measured {
    /// # Errors
    ///
    /// If the region has more DSB, ISB or TLBI than the other one.
    pub(super) fn check_no_more_than(&self, other: &Self) -> Result<()> {
        let (here, there) = (self.counts, other.counts);
        for (name, here, there) in [
            ("DSB", here.dsb, there.dsb),
            ("ISB", here.isb, there.isb),
            ("TLBI", here.tlbi, there.tlbi),
        ] {
            ensure!(
                here <= there,
                "`{}` executed {here} {name}, and `{}`, which it must not exceed, {there}",
                self.label,
                other.label
            );
        }
        Ok(())
    }
}

impl Counts {
    pub(super) fn counter(&mut self, name: &str) -> Option<&mut u64> {
        match name {
            "instructions" => Some(&mut self.instructions),
            "dsb" => Some(&mut self.dsb),
            "dsb_ishst" => Some(&mut self.dsb_ishst),
            "isb" => Some(&mut self.isb),
            "dmb" => Some(&mut self.dmb),
            "tlbi" => Some(&mut self.tlbi),
            "sfence" => Some(&mut self.sfence),
            _ => None,
        }
    }
}

impl FromStr for Measured {
    type Err = Error;

    /// Reads `LABEL: instructions=1 dsb=1 …`.
    fn from_str(line: &str) -> Result<Self> {
        let (label, counts) = line
            .rsplit_once(": ")
            .with_context(|| format!("`{line}` is no region; write `LABEL: dsb=1 …`"))?;
        Ok(Self { label: label.to_owned(), counts: counts.parse()? })
    }
}

impl FromStr for Counts {
    type Err = Error;

    /// Reads a line of the plugin.
    fn from_str(line: &str) -> Result<Self> {
        let mut counts = Self::default();
        for word in line.split_whitespace() {
            let (name, number) = word.split_once('=').unwrap_or((word, ""));
            let unknown = || {
                format!(
                    "the plugin wrote `{line}`, which has an unknown counter; build it and the harness from one checkout"
                )
            };
            let counter = counts.counter(name).with_context(unknown)?;
            *counter = number.parse().with_context(|| {
                format!("the plugin wrote `{line}`, but `{number}` is no number")
            })?;
        }
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_the_plugin_does_not_write_is_an_error() {
        for line in ["cycles=1", "dsb=many", "dsb"] {
            let error = line.parse::<Counts>().unwrap_err().to_string();
            assert!(error.contains(line), "{error}");
        }
    }

    #[test]
    fn a_region_is_a_label_and_its_counts() {
        let counts = Counts { dsb: 1, isb: 2, ..Counts::default() };
        let region = Measured { label: "map 16: lazy".into(), counts };
        assert_eq!("map 16: lazy: dsb=1 isb=2".parse::<Measured>().unwrap(), region);
        assert!(
            "map 16".parse::<Measured>().unwrap_err().to_string().contains("`map 16` is no region")
        );
    }
}

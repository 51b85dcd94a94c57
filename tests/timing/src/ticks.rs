//! [`Ticks`]: the guest's output, with a line for each fact, and one for each way and size of a
//! call.

use std::str::FromStr;

use anyhow::{Context, Error, Result, bail, ensure};

/// The timer's readings, and the CPU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticks {
    /// The CPU, by MIDR_EL1.
    pub midr: u64,
    /// The timer's ticks in a second, by CNTFRQ_EL0.
    pub frequency: u64,
    /// The pages of a run.
    pub pages: u64,
    /// The series, in the guest's order.
    pub series: Vec<Series>,
}

/// A way to map or unmap, with calls of one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// The guest's name for it.
    pub way: String,
    /// The pages of a call.
    pub call: u64,
    /// The ticks of each run.
    pub runs: Vec<u64>,
}

impl Ticks {
    /// Reads the output of a guest that has ended.
    ///
    /// # Errors
    ///
    /// If the guest failed, did not print its exit code, or printed anything unknown.
    pub fn read(printed: &str) -> Result<Self> {
        let last = || {
            printed
                .lines()
                .rev()
                .take(12)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .map(|line| format!("\n    {line}"))
        };
        let body = match printed.trim_end().rsplit_once("exit: ") {
            Some((body, "0")) => body,
            Some(_) => bail!(
                "the guest failed, so there is nothing to show; its last lines are:{}",
                last().collect::<String>()
            ),
            None => bail!(
                "the guest ended and did not print its exit code; its last lines are:{}",
                last().collect::<String>()
            ),
        };
        let (mut midr, mut frequency, mut pages, mut series) = (None, None, None, Vec::new());
        for line in body.lines() {
            let parsed = match line.split_once([':', ';']) {
                Some(("midr", value)) => value
                    .trim()
                    .strip_prefix("0x")
                    .and_then(|digits| u64::from_str_radix(digits, 16).ok())
                    .map(|value| midr = Some(value)),
                Some(("frequency", value)) => positive(value).map(|value| frequency = Some(value)),
                Some(("pages", value)) => positive(value).map(|value| pages = Some(value)),
                Some(("ticks", value)) => value.parse().ok().map(|value| series.push(value)),
                _ => None,
            };
            parsed.with_context(|| {
                format!("the guest printed `{line}`, which is no reading of a timer; report this")
            })?;
        }
        let missing = |what: &str| format!("the guest did not say {what}; report this");
        ensure!(!series.is_empty(), missing("which ways it timed"));
        Ok(Self {
            midr: midr.with_context(|| missing("its CPU"))?,
            frequency: frequency.with_context(|| missing("how fast its timer ticks"))?,
            pages: pages.with_context(|| missing("how many pages it timed"))?,
            series,
        })
    }
}

fn positive(text: &str) -> Option<u64> {
    text.trim().parse().ok().filter(|&number| number > 0)
}

/// ` WAY; PAGES OF A CALL; TICKS TICKS …`
impl FromStr for Series {
    type Err = Error;

    fn from_str(line: &str) -> Result<Self> {
        let (start, runs) = line.rsplit_once(';').context("a series has runs")?;
        let (way, call) = start.rsplit_once(';').context("a series has a way and a size")?;
        let runs = runs.split_whitespace().map(str::parse).collect::<Result<Vec<u64>, _>>()?;
        ensure!(!runs.is_empty(), "a series has a run");
        Ok(Self {
            way: way.trim().to_owned(),
            call: positive(call).context("a call has pages")?,
            runs,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "midr: 0x410fd083\nfrequency: 24000000\npages: 4096\nticks; mapped: by hand; 16; 100 101\nexit: 0\n";

    #[test]
    fn what_the_guest_prints_is_read() {
        let series =
            vec![Series { way: "mapped: by hand".to_owned(), call: 16, runs: vec![100, 101] }];
        assert_eq!(
            Ticks::read(PRINTED).unwrap(),
            Ticks { midr: 0x410f_d083, frequency: 24_000_000, pages: 4096, series }
        );
    }

    #[test]
    fn a_guest_that_fails_or_says_something_else_is_an_error() {
        for (from, to, expected) in [
            (
                "exit: 0",
                "panicked at main.rs\nexit: 101",
                "the guest failed, so there is nothing to show; its last lines are:\n    midr",
            ),
            (
                "exit: 0",
                "",
                "the guest ended and did not print its exit code; its last lines are:\n    midr",
            ),
            ("midr: 0x410fd083\n", "", "the guest did not say its CPU"),
            ("frequency: 24000000\n", "", "the guest did not say how fast its timer ticks"),
            ("frequency: 24000000", "frequency: 0", "the guest printed `frequency: 0`"),
            ("pages: 4096\n", "", "the guest did not say how many pages it timed"),
            (
                "ticks; mapped: by hand; 16; 100 101\n",
                "",
                "the guest did not say which ways it timed",
            ),
            ("100 101", "", "which is no reading of a timer"),
            ("100 101", "100 -1", "which is no reading of a timer"),
            ("; 16;", "; 0;", "which is no reading of a timer"),
            (
                "midr",
                "CPU 0: a report\nmidr",
                "the guest printed `CPU 0: a report`, which is no reading of a timer",
            ),
        ] {
            let changed = PRINTED.replacen(from, to, 1);
            assert_ne!(changed, PRINTED);
            let error = Ticks::read(&changed).unwrap_err().to_string();
            assert!(error.starts_with(expected) || error.contains(expected), "{error}");
        }
    }
}

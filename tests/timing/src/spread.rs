//! [`Spread`]: the median of many runs, and the range of most of them.

/// Three of the runs, in order: a tenth of the runs is below the first, half is below the second,
/// and a tenth is above the third.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// The 10th percentile.
    pub low: u64,
    /// The 50th.
    pub median: u64,
    /// The 90th.
    pub high: u64,
}

impl Spread {
    /// Returns the spread of these runs, or `None` without runs. Each percentile is one of the
    /// runs: the nearest to its rank, and the later one of two.
    pub fn of(runs: &[u64]) -> Option<Self> {
        let mut sorted = runs.to_vec();
        sorted.sort_unstable();
        let last = sorted.len().checked_sub(1)?;
        let percentile = |percent| sorted[(last * percent + 50) / 100];
        Some(Self { low: percentile(10), median: percentile(50), high: percentile(90) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_sorted_runs() {
        let spread = |low, median, high| Some(Spread { low, median, high });
        let hundred_and_one: Vec<u64> = (0..=100).rev().collect();
        for (runs, expected) in [
            (&[][..], None),
            (&[7], spread(7, 7, 7)),
            (&[9, 1], spread(1, 9, 9)),
            (&[30, 10, 20], spread(10, 20, 30)),
            (&[5, 1, 4, 2, 3], spread(1, 3, 5)),
            (&hundred_and_one, spread(10, 50, 90)),
        ] {
            assert_eq!(Spread::of(runs), expected, "{runs:?}");
        }
    }

    #[test]
    fn a_run_that_was_held_up_changes_no_more_than_its_rank() {
        let mut runs = [100; 101];
        runs[17] = u64::MAX;
        assert_eq!(Spread::of(&runs), Some(Spread { low: 100, median: 100, high: 100 }));
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Calls`]: a program as the numbers of its calls, and a name for each number.

use core::fmt;

/// The length of the longest program.
pub(super) const STEPS: usize = 6;

/// The most guards that are held at a time.
pub(super) const GUARDS: usize = 4;

/// The name of each step, by number.
pub(super) const NAMES: [&str; 4 + GUARDS] = [
    "enable",
    "pause",
    "flush",
    "interrupt",
    "drop the oldest guard",
    "drop the second guard",
    "drop the third guard",
    "drop the youngest of four guards",
];

/// The calls of a program up to the one that failed. Empty if no program was tried.
#[derive(Default)]
pub(super) struct Calls {
    steps: [u8; STEPS],
    length: u8,
}

impl Calls {
    pub(super) fn of(steps: &[usize]) -> Self {
        let mut calls = Self { length: steps.len() as u8, ..Self::default() };
        for (number, &step) in calls.steps.iter_mut().zip(steps) {
            *number = step as u8;
        }
        calls
    }
}

impl fmt::Display for Calls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = self.steps.iter().take(usize::from(self.length));
        for (index, &step) in steps.enumerate() {
            let before = if index == 0 { "; calls: " } else { ", " };
            write!(f, "{before}{}", NAMES[usize::from(step)])?;
        }
        Ok(())
    }
}

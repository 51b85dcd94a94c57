//! The kernel of the host tests: a thread is a CPU and its only task, and all that the mode does is on record.

pub mod host;
pub mod observed;
pub mod stepping;

use std::io::{self, Write as _};

/// Says how much an exhaustive test has compared, on stderr, and past the test harness: it keeps what a test that passes prints.
pub fn compared(how_much: &str) {
    // What cannot be said is no reason to fail.
    let _ = writeln!(io::stderr(), "compared: {how_much}");
}

//! The kernel of the host tests: a thread is a CPU and its only task, and the kernel records all
//! that the mode does.
//!
//! There is one platform, [`Recording`](platform::Recording). A test that needs another kernel says
//! so in a [`Config`](platform::Config), or puts another slot in the place of the current one
//! ([`slots`]).
//!
//! `ui-tests` has a kernel of its own, small enough to be read beside a case, and registered as
//! `Global`.

pub mod agree;
pub mod kernel;
pub mod noting;
pub mod platform;
pub mod raw;
pub mod slots;
pub mod stepping;

use std::io::{self, Write as _};

/// Writes to stderr how much an exhaustive test has compared. It goes past the test harness, which
/// keeps the output of a test that passes.
pub fn compared(how_much: &str) {
    // An output that fails is no reason to fail the test.
    let _ = writeln!(io::stderr(), "compared: {how_much}");
}

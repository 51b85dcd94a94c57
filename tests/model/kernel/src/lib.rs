//! The kernel of the host tests: a thread is a CPU and its only task, and all that the mode does is
//! on record.
//!
//! There is one platform, [`Recording`](platform::Recording). Where a test differs, it states that
//! in a [`Config`](platform::Config), or puts another slot in the place of the current one
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

/// Says how much an exhaustive test has compared, on stderr, and past the test harness: it keeps
/// what a test that passes prints.
pub fn compared(how_much: &str) {
    // What cannot be said is no reason to fail.
    let _ = writeln!(io::stderr(), "compared: {how_much}");
}

//! A backend with a fault fails the lines of that fault and no others, and the first of them says
//! what is wrong. Each fault has a test here: one without is dead code, which the lints refuse.

mod hooks;
mod platform;
mod queue;
mod stores;

use super::*;

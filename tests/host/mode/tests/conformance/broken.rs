//! A backend with a fault fails the lines of that fault and no others, and the first of them says
//! what is wrong. A fault that no test here has is dead code, which is refused.

mod hooks;
mod platform;
mod queue;
mod stores;

use super::*;

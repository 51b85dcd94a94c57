// SPDX-License-Identifier: MIT OR Apache-2.0
//! Guards, and the closures that hold them: sections, pauses, and what is not settled yet.
//!
//! Each file uses those above it alone; what one adds to a [`LazyMmuGuard`] stands with what that
//! gives:
//!
//! * `section`: a section, from `enable` to drop;
//! * `pause`: the mode is off for a while, `LazyMmuGuard::pause` too;
//! * `unsettled`: the result of stores that may not have taken effect;
//! * `settle`: how the end of a section opens it, `LazyMmuGuard::finish` too;
//! * `defers`: what a function may return whose section defers to its caller's;
//! * `deferring`: that section.

mod deferring;
mod defers;
mod pause;
mod section;
mod settle;
mod unsettled;

pub use deferring::{DeferringGuard, section_deferred};
pub use defers::Defers;
pub use pause::{PauseGuard, paused};
pub use section::{LazyMmuGuard, section};
pub use settle::{Settle, section_settled};
pub use unsettled::Unsettled;

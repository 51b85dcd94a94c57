// SPDX-License-Identifier: MIT OR Apache-2.0
//! Guards, and the closures that hold them: sections, pauses, and results that may not be settled
//! yet.
//!
//! Each file uses those above it alone. A method that a file adds to [`LazyMmuGuard`] stands with
//! the type that it returns.
//!
//! * `section`: a section, from `enable` to drop
//! * `pause`: a pause, and `LazyMmuGuard::pause`
//! * `unsettled`: the result of stores that may not have taken effect
//! * `settle`: the end of a section opens such results, and `LazyMmuGuard::finish`
//! * `defers`: the return types of a deferring section's function
//! * `deferring`: the deferring section

mod section; // first, as rustdoc shows the methods of `LazyMmuGuard` in this order

mod pause;

mod settle;

mod deferring;
mod defers;
mod unsettled;

pub use deferring::{DeferringGuard, section_deferred};
pub use defers::Defers;
pub use pause::{PauseGuard, paused};
pub use section::{LazyMmuGuard, section};
pub use settle::{Settle, section_settled};
pub use unsettled::Unsettled;

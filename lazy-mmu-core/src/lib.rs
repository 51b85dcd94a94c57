// SPDX-License-Identifier: MIT OR Apache-2.0
#![doc = include_str!("../README.md")]
#![no_std]
#![deny(unsafe_code)]

// From a kernel to what checks it. Each part uses those above it, but for `Platform`, which answers
// with a slot.

// A kernel and its architecture.
mod arch; // what the architecture does when a section begins, ends or flushes
mod platform; // what the mode asks of the kernel
mod report; // what the kernel is told when a promise was broken
mod trace; // what it may see of each call

mod unwind; // the end of something, also if that unwinds

// The state.
mod slot; // one 32-bit word for a task or a CPU, and what each call makes of it

// The operations.
mod context; // how a platform does one: pin, a handler?, slot
mod global; // how a library that knows no kernel reaches the one that registered
mod mode; // what an operation is, and two modes that keep nothing

// Their callers.
mod export; // the names that C calls
mod guard; // sections, pauses, and results that are not settled yet
pub mod raw; // C callers

// The checks.
mod assertions; // at compile time
pub mod conformance; // on a backend's own target

pub mod troubleshooting; // messages, and what to write instead: docs/troubleshooting.md

pub use arch::Arch;
pub use platform::Platform;
pub use report::{Counts, Violation, ViolationKind};
#[cfg(target_has_atomic = "32")]
pub use report::{Report, Reports};
pub use trace::{Call, Event, Hook};

pub use slot::{InterruptGuard, Slot};

pub use context::with_active;
pub use global::{__private, Global};
pub use mode::{Mode, NoLazyMmu, Unwalked, defer, defer_or_else, flush, is_active};

pub use guard::{DeferringGuard, Defers, LazyMmuGuard, PauseGuard, Settle, Unsettled};
pub use guard::{paused, section, section_deferred, section_settled};
#[cfg(feature = "macros")]
pub use lazy_mmu_macros::lazy_mmu;

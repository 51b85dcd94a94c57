#![doc = include_str!("../README.md")]
#![no_std]
#![deny(unsafe_code)]

mod arch;
mod assertions;
pub mod conformance;
mod context;
mod global;
mod guard;
mod mode;
mod platform;
pub mod raw;
mod report;
mod slot;
mod trace;

pub use arch::Arch;
pub use context::with_active;
pub use global::{__private, Global};
pub use guard::{LazyMmuGuard, OwingGuard, PauseGuard, Settle, Unsettled, paused, section, section_owing, section_settled};
#[cfg(feature = "macros")]
pub use lazy_mmu_macros::lazy_mmu;
pub use mode::{Mode, NoLazyMmu, flush, is_active, owe};
pub use platform::Platform;
pub use report::{Counts, Violation, ViolationKind};
pub use slot::{InterruptGuard, Slot};
pub use trace::{Call, Event, Hook};

// SPDX-License-Identifier: MIT OR Apache-2.0
//! The messages of the linker, the compiler, the kernel's log and a panic, and what to write
//! instead.
//!
#![doc = include_str!("troubleshooting.md")]
//!
//! # The items of this page
//!
//! | subject | items |
//! | --- | --- |
//! | the mode | [`Platform`](crate::Platform), [`Mode`](crate::Mode), [`Global`](crate::Global), [`NoLazyMmu`](crate::NoLazyMmu), [`Unwalked`](crate::Unwalked), [`set_platform!`](crate::set_platform), [`is_active`](crate::is_active), [`flush`](crate::flush()) |
//! | guards | [`LazyMmuGuard`](crate::LazyMmuGuard), [`DeferringGuard`](crate::DeferringGuard), [`PauseGuard`](crate::PauseGuard), [`InterruptGuard`](crate::InterruptGuard) |
//! | a mapping that is not settled | [`Unsettled`](crate::Unsettled), [`section_settled`](crate::section_settled), [`section_deferred`](crate::section_deferred) |
//! | the slot | [`Slot::interrupt`](crate::Slot::interrupt), [`Slot::switching`](crate::Slot::switching), [`Slot::retire`](crate::Slot::retire) |
//! | reports | [`Platform::report`](crate::Platform::report), [`ViolationKind`](crate::ViolationKind), [`Reports`](crate::Reports), [`conformance`](crate::conformance) |

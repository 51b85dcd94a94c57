// SPDX-License-Identifier: MIT OR Apache-2.0
//! Barriers, invalidations and registers: executed on arm64, recorded for tests, else left out.
//!
//! | build | what a barrier does |
//! | --- | --- |
//! | arm64 | it executes |
//! | Unix or Windows on another architecture, or `--cfg lazy_mmu_record` | it is recorded, see [`record`](crate::record) |
//! | anything else, such as another architecture's bare metal | it is a compiler fence |
//!
//! The last row lets a portable page-table library depend on this crate: the crate builds
//! everywhere, and does its work on arm64.
//!
//! An arm64 machine that runs host tests records too, if the whole build has
//! `--cfg lazy_mmu_record` (`.cargo/config.toml` does that for this workspace). It isn't a cargo
//! feature: features add up across a build, and no dependency may take the barriers out of a
//! kernel.

mod tlbi;
pub use tlbi::Tlbi;

#[cfg(all(target_arch = "aarch64", not(lazy_mmu_record)))]
mod execute;
#[cfg(all(target_arch = "aarch64", not(lazy_mmu_record)))]
pub(crate) use execute::*;

#[cfg(any(lazy_mmu_record, all(not(target_arch = "aarch64"), any(unix, windows))))]
pub mod record;
#[cfg(any(lazy_mmu_record, all(not(target_arch = "aarch64"), any(unix, windows))))]
pub(crate) use record::*;

#[cfg(not(any(lazy_mmu_record, target_arch = "aarch64", unix, windows)))]
mod leave_out;
#[cfg(not(any(lazy_mmu_record, target_arch = "aarch64", unix, windows)))]
pub(crate) use leave_out::*;

/// A system register that a kernel may keep a pointer in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PointerRegister {
    SpEl0,
    TpidrEl1,
    TpidrEl2,
}

/// A system register that decides about an invalidation or a fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "they have the architecture's names")]
pub enum SystemRegister {
    MidrEl1,
    IdAa64isar0El1,
    TcrEl1,
    TcrEl2,
    HcrEl2,
    SpsrEl1,
    ElrEl1,
}

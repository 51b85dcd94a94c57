// SPDX-License-Identifier: MIT OR Apache-2.0
//! The instructions this crate is about: executed on arm64, recorded where tests run, and left out
//! anywhere else.
//!
//! | build | what a barrier does |
//! | --- | --- |
//! | arm64 | it executes |
//! | another host with an operating system, or `--cfg lazy_mmu_record` | it is recorded, see [`record`](crate::record) |
//! | anything else, such as another architecture's bare metal | it is a compiler fence |
//!
//! The last row lets a portable page-table library depend on this crate: the crate builds
//! everywhere, and does its work on arm64.
//!
//! An arm64 machine that runs host tests records too if the whole build says so with
//! `--cfg lazy_mmu_record` (`.cargo/config.toml` does for this workspace). It is not a cargo
//! feature: those add up across a build, and no dependency may take the barriers out of a kernel.

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

/// A system register that says how an invalidation must be done, or what has faulted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "they are named as the architecture names them")]
pub enum SystemRegister {
    MidrEl1,
    IdAa64isar0El1,
    TcrEl1,
    TcrEl2,
    HcrEl2,
    SpsrEl1,
    ElrEl1,
}

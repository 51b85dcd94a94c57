//! The instructions this crate is about: executed on arm64, recorded where tests run, and left out anywhere else.
//!
//! | build | what a barrier does |
//! | --- | --- |
//! | arm64 | it executes |
//! | another host with an operating system, or `--cfg lazy_mmu_record` | it is recorded, see [`record`](crate::record) |
//! | anything else, such as another architecture's bare metal | it is a compiler fence |
//!
//! The last row lets a portable page-table library depend on this crate: the crate builds everywhere, and does its work on arm64.
//!
//! An arm64 machine that runs host tests records too if the whole build says so with `--cfg lazy_mmu_record` (`.cargo/config.toml` does
//! for this workspace). It is not a cargo feature: those add up across a build, and no dependency may take the barriers out of a kernel.

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

/// A `tlbi` instruction, inner-shareable: its name says what it invalidates and at which exception level.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tlbi {
    /// Last-level entries of one address, in every ASID, EL1.
    Vaale1is,
    /// Entries of all levels of one address, in every ASID, EL1.
    Vaae1is,
    /// Everything, EL1.
    Vmalle1is,
    /// Last-level entries of one address, EL2.
    Vale2is,
    /// Entries of all levels of one address, EL2.
    Vae2is,
    /// Everything, EL2.
    Alle2is,
}

/// A system register that a kernel may keep a pointer in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PointerRegister {
    SpEl0,
    TpidrEl1,
    TpidrEl2,
}

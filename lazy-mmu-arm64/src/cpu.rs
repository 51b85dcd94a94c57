//! The instructions this crate is about: executed on arm64, recorded anywhere else.
//!
//! An arm64 machine that runs host tests records too if the whole build says so with `--cfg lazy_mmu_record` (`.cargo/config.toml` does
//! for this workspace). It is not a cargo feature: those add up across a build, and no dependency may take the barriers out of a kernel.

#[cfg(all(target_arch = "aarch64", not(lazy_mmu_record)))]
mod execute;
#[cfg(all(target_arch = "aarch64", not(lazy_mmu_record)))]
pub(crate) use execute::*;

#[cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]
pub mod record;
#[cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]
pub(crate) use record::*;

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

//! The instructions this crate is about: executed on arm64, recorded anywhere else.
//!
//! An arm64 machine that runs host tests records too if the whole build says so with `--cfg lazy_mmu_record` (`.cargo/config.toml` does
//! for this workspace). It is not a cargo feature: those add up across a build, and no dependency may take the barriers out of a kernel.

mod tlbi;
pub use tlbi::Tlbi;

#[cfg(all(target_arch = "aarch64", not(lazy_mmu_record)))]
mod execute;
#[cfg(all(target_arch = "aarch64", not(lazy_mmu_record)))]
pub(crate) use execute::*;

#[cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]
pub mod record;
#[cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]
pub(crate) use record::*;

/// A system register that a kernel may keep a pointer in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PointerRegister {
    SpEl0,
    TpidrEl1,
    TpidrEl2,
}

/// A system register that says how an invalidation must be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "they are named as the architecture names them")]
pub enum SystemRegister {
    MidrEl1,
    IdAa64isar0El1,
    TcrEl1,
    TcrEl2,
    HcrEl2,
}

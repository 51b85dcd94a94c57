//! The instructions of this crate: executed on riscv64, recorded anywhere else.

#[cfg(target_arch = "riscv64")]
mod execute;
#[cfg(target_arch = "riscv64")]
pub(crate) use execute::*;

#[cfg(not(target_arch = "riscv64"))]
pub mod record;
#[cfg(not(target_arch = "riscv64"))]
pub(crate) use record::*;

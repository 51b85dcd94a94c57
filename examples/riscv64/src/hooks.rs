//! [`Riscv64`]: the hooks of the mode on riscv64.

use lazy_mmu_core::{Arch, Global, Mode, NoLazyMmu};

use crate::emit_fence;

/// The architecture riscv64. A platform's `type Arch`.
///
/// It defers one bit, "an `sfence.vma`", which the slot keeps. `enter` does nothing; `flush` and
/// `leave` fence if the bit is set.
#[derive(Debug)]
pub enum Riscv64 {}

impl Arch for Riscv64 {
    type Local = ();

    const DEFERS_BY_BIT: bool = true;

    #[inline(always)]
    fn flush((): &()) {
        emit_fence();
    }

    /// Only the slot's bit says that a fence is deferred; there is nothing beside it.
    #[inline(always)]
    fn is_settled((): &()) -> bool {
        true
    }
}

/// A mode that entries of riscv64 are stored through: a platform whose architecture is [`Riscv64`],
/// or [`Global`], or [`NoLazyMmu`]. It is the bound of a generic mapping function.
pub trait Riscv64Mode: Mode<Backend: Riscv64Backend> {}

impl<M: Mode<Backend: Riscv64Backend>> Riscv64Mode for M {}

/// The backends of such a mode.
#[diagnostic::on_unimplemented(
    message = "page-table entries of riscv64 cannot be stored through a platform of another architecture",
    label = "`{Self}` is not `lazy_mmu_riscv64::Riscv64`",
    note = "for a platform, set `type Arch = lazy_mmu_riscv64::Riscv64;` in its `impl Platform`"
)]
pub trait Riscv64Backend {}

impl Riscv64Backend for Riscv64 {}
impl Riscv64Backend for Global {}
impl Riscv64Backend for NoLazyMmu {}

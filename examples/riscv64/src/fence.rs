//! The fence, now or later.

use lazy_mmu_core::defer;

use crate::{Riscv64Mode, cpu};

/// Makes every page-table store that this hart has made, or has seen, take effect on this hart:
/// `sfence.vma` for all addresses, all address spaces, and entries of every level.
///
/// It is about this hart alone: it orders stores before the hart's later walks, and drops what it
/// has cached of the walks before. Another hart needs a fence of its own:
/// [`settle_fault`](crate::settle_fault). (RISC-V Privileged Architecture, "Supervisor
/// Memory-Management Fence Instruction".)
#[inline(always)]
pub fn emit_fence() {
    cpu::sfence_vma_all();
}

/// Defers a fence if a section is active, else fences now: for the *leaf* entry of `address`, which
/// was just made valid.
///
/// An eager fence names the address, and leaves the rest of the TLB alone. One that is deferred is
/// for everything, as the slot keeps no addresses: for a page or two it costs more than it saves,
/// in the refills that follow.
#[inline(always)]
pub fn queue_fence<M: Riscv64Mode>(address: u64) {
    if !defer::<M>() {
        cpu::sfence_vma(address);
    }
}

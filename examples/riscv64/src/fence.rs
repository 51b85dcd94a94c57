//! The fence, at once or deferred.

use lazy_mmu_core::defer;

use crate::{Riscv64Mode, cpu};

/// Makes every page-table store that this hart has made, or has seen, take effect on this hart:
/// `sfence.vma` for all addresses, all address spaces, and entries of every level.
///
/// It acts on this hart alone: it orders stores before the hart's later walks, and drops what the
/// hart has cached of earlier walks. Another hart needs a fence of its own:
/// [`settle_fault`](crate::settle_fault). (RISC-V Privileged Architecture, "Supervisor
/// Memory-Management Fence Instruction".)
#[inline(always)]
pub fn emit_fence() {
    cpu::sfence_vma_all();
}

/// Defers a fence if a section is active, else fences at once. Call it for the *leaf* entry of
/// `address`, which was just made valid.
///
/// An eager fence names the address, and leaves the rest of the TLB alone. A deferred fence is for
/// everything, because the slot keeps no addresses. For a page or two, the refills that follow cost
/// more than it saves.
#[inline(always)]
pub fn queue_fence<M: Riscv64Mode>(address: u64) {
    if !defer::<M>() {
        cpu::sfence_vma(address);
    }
}

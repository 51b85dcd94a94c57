// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`WalkedRegime`]: which tables this CPU walks, in the regimes of `aarch64-paging`.

use aarch64_paging::descriptor::PhysicalAddress;
use aarch64_paging::paging::{El1And0, El2, El2And0, El3, Stage2, TranslationRegime};

/// A translation regime of `aarch64-paging` in which a CPU knows which tables it walks.
///
/// The crate's regimes implement it; one of the kernel's own may.
///
/// # Safety
///
/// [`walks`](Self::walks) must return `true` only if the walkers of this CPU are on the tables.
#[diagnostic::on_unimplemented(
    message = "it is not known what a CPU walks in the regime `{Self}`",
    label = "does not implement `lazy_mmu_arm64::aarch64_paging::WalkedRegime`",
    note = "if `{Self}` is a type parameter, write `{Self}: lazy_mmu_arm64::aarch64_paging::WalkedRegime`",
    note = "if it is a regime of the kernel's own, implement that for it: `walks` (are this CPU's walkers on this root?), where `false` is always right, and costs"
)]
pub unsafe trait WalkedRegime: TranslationRegime {
    /// Returns whether the walkers of this CPU are on the tables with this root. `false` is always
    /// right, and slow.
    fn walks(root: PhysicalAddress) -> bool;
}

/// Implements it for a regime whose roots are in these registers.
macro_rules! walked {
    ($($regime:ty: $($register:literal),+;)*) => {$(
        // SAFETY: where there are registers, they give the answer; where there are none, nobody
        // walks.
        unsafe impl WalkedRegime for $regime {
            /// Reads the registers. A host that records has none, and no second CPU: there it
            /// returns `true`.
            fn walks(root: PhysicalAddress) -> bool {
                #[cfg(all(target_arch = "aarch64", not(lazy_mmu_record)))]
                return $(is_root(root, {
                    let register: usize;
                    // SAFETY: reading has no effect. Not `pure`: the value is this CPU's, here and
                    // now.
                    unsafe {
                        core::arch::asm!(
                            concat!("mrs {}, ", $register),
                            out(reg) register,
                            options(nostack, preserves_flags),
                        )
                    }
                    register
                }))||+;
                #[cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]
                {
                    let _ = root;
                    true
                }
            }
        }
    )*};
}

walked! {
    El1And0: "ttbr0_el1", "ttbr1_el1";
    // TTBR1_EL2, which assemblers know by name only where FEAT_VHE is asked for.
    El2And0: "ttbr0_el2", "s3_4_c2_c0_1";
    El2: "ttbr0_el2";
    El3: "ttbr0_el3";
    Stage2: "vttbr_el2";
}

/// Returns whether a translation table base register holds `root`, beside an ASID or VMID (bits 63
/// to 48) and CnP (bit 0).
#[cfg(all(target_arch = "aarch64", not(lazy_mmu_record)))]
const fn is_root(root: PhysicalAddress, register: usize) -> bool {
    register & 0x0000_ffff_ffff_fffe == root.0
}

//! [`Invalidation`]: the addresses that a TLBI covers, and the CPUs that it reaches, decoded by the
//! manual's formulas.

use lazy_mmu_arm64::record::Tlbi;

use super::translation::{Scope, Span};

/// The ASID of the model's address space.
pub const ASID: u16 = 7;

/// A TLBI.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Invalidation {
    /// The entries that it removes; `None` if those are of another address space.
    pub scope: Option<Scope>,
    /// Whether the TLBI reaches the other CPUs.
    pub is_broadcast: bool,
}

impl Invalidation {
    /// Decodes a TLBI. The model has one regime with granules of 4 KiB, whatever the operation's
    /// name says: `tests/host/arm64/tests/tlb` checks the names.
    pub fn new(operation: Tlbi, operand: u64) -> Self {
        use Tlbi::*;
        let is_asid = operand >> 48 == u64::from(ASID);
        let scope = match operation {
            Vaale1is | Vale2is | Vaale1 | Vale2 => Some(Scope::Leaf(page(operand))),
            Vaae1is | Vae2is | Vaae1 | Vae2 => Some(Scope::Walk(page(operand))),
            Rvaale1is | Rvale2is | Rvaale1 | Rvale2 => Some(Scope::Leaf(range(operand))),
            Rvaae1is | Rvae2is | Rvaae1 | Rvae2 => Some(Scope::Walk(range(operand))),
            Vmalle1is | Alle2is | Vmalle1 | Alle2 => Some(Scope::All),
            Vale1is => is_asid.then(|| Scope::Leaf(page(operand))),
            Vae1is => is_asid.then(|| Scope::Walk(page(operand))),
            Rvale1is => is_asid.then(|| Scope::Leaf(range(operand))),
            Rvae1is => is_asid.then(|| Scope::Walk(range(operand))),
            Aside1is => is_asid.then_some(Scope::All),
        };
        let is_broadcast = !matches!(
            operation,
            Vaale1 | Vaae1 | Vmalle1 | Vale2 | Vae2 | Alle2 | Rvaale1 | Rvaae1 | Rvale2 | Rvae2
        );
        Self { scope, is_broadcast }
    }
}

fn page(operand: u64) -> Span {
    Span::new(operand << 12, 1)
}

fn range(operand: u64) -> Span {
    assert_eq!(operand >> 46 & 0b11, 0b01, "the granule here is 4 KiB");
    let (scale, num) = (operand >> 44 & 0b11, operand >> 39 & 0b1_1111);
    Span::new((operand & 0x1f_ffff_ffff) << 12, (num + 1) << (5 * scale + 1))
}

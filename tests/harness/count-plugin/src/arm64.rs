//! Which arm64 instructions are counted by kind, told by their encodings (Arm ARM, C6.2: DMB, DSB, HINT, ISB, TLBI).
//!
//! `hint #0x60` begins a region, and `hint #0x61` ends it.

use crate::decode::Kind;

/// The kind of one instruction word.
pub fn kind(word: u32) -> Kind {
    /// The option (CRm) of a barrier.
    const OPTION: u32 = 0xf00;
    /// The two bits of DSB nXS that choose its shareability.
    const NXS_OPTION: u32 = 0xc00;
    /// Everything that says SYS with CRn 8 or 9, and so TLBI; the rest is op1, CRm, op2 and the register.
    const TLBI: u32 = 0xfff8_e000;

    match word {
        0xd503_2c1f => Kind::Begin,
        0xd503_2c3f => Kind::End,
        0xd503_3a9f => Kind::DsbIshst,
        _ if word & !OPTION == 0xd503_309f || word & !NXS_OPTION == 0xd503_323f => Kind::Dsb,
        _ if word & !OPTION == 0xd503_30df => Kind::Isb,
        _ if word & !OPTION == 0xd503_30bf => Kind::Dmb,
        _ if word & TLBI == 0xd508_8000 => Kind::Tlbi,
        _ => Kind::Other,
    }
}

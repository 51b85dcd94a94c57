//! Which arm64 instructions are counted by kind, told by their encodings (Arm ARM, C6.2: DMB, DSB, HINT, ISB, TLBI).

use std::ffi::c_void;

/// What the plugin tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Kind {
    /// Counted as an instruction, and as nothing else.
    Other,
    /// Data synchronization barrier `ishst`, which a section owes.
    DsbIshst,
    /// Data synchronization barrier with any other option, the nXS forms included.
    Dsb,
    /// Instruction synchronization barrier.
    Isb,
    /// Data memory barrier, with any option.
    Dmb,
    /// TLB invalidation, local or broadcast, the nXS forms included.
    Tlbi,
    /// `hint #0x60`: a region begins.
    Begin,
    /// `hint #0x61`: the region ends.
    End,
}

impl Kind {
    const ALL: [Self; 8] = [Self::Other, Self::DsbIshst, Self::Dsb, Self::Isb, Self::Dmb, Self::Tlbi, Self::Begin, Self::End];

    /// The kind of one instruction word.
    pub fn of(word: u32) -> Self {
        /// The option (CRm) of a barrier.
        const OPTION: u32 = 0xf00;
        /// The two bits of DSB nXS that choose its shareability.
        const NXS_OPTION: u32 = 0xc00;
        /// Everything that says SYS with CRn 8 or 9, and so TLBI; the rest is op1, CRm, op2 and the register.
        const TLBI: u32 = 0xfff8_e000;

        match word {
            0xd503_2c1f => Self::Begin,
            0xd503_2c3f => Self::End,
            0xd503_3a9f => Self::DsbIshst,
            _ if word & !OPTION == 0xd503_309f || word & !NXS_OPTION == 0xd503_323f => Self::Dsb,
            _ if word & !OPTION == 0xd503_30df => Self::Isb,
            _ if word & !OPTION == 0xd503_30bf => Self::Dmb,
            _ if word & TLBI == 0xd508_8000 => Self::Tlbi,
            _ => Self::Other,
        }
    }

    /// The kind as the pointer-sized number that QEMU keeps for a callback and never looks at.
    pub fn into_user_data(self) -> *mut c_void {
        std::ptr::without_provenance_mut(self as usize)
    }

    /// What [`Self::into_user_data`] was called on.
    pub fn from_user_data(data: *mut c_void) -> Self {
        Self::ALL[data.addr()]
    }
}

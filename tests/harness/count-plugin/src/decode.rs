//! [`Kind`]: the kinds of instructions that the plugin counts, and how an encoding tells them
//! apart.

use std::ffi::c_void;

/// A kind of instruction that the plugin counts, or a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Kind {
    /// Counted as an instruction, and as nothing else.
    Other,
    /// Data synchronization barrier `ishst`, which a section defers.
    DsbIshst,
    /// Data synchronization barrier with any other option, the nXS forms included.
    Dsb,
    /// Instruction synchronization barrier.
    Isb,
    /// Data memory barrier, with any option.
    Dmb,
    /// TLB invalidation, local or broadcast, the nXS forms included.
    Tlbi,
    /// A fence for page-table walks, `sfence.vma`.
    Sfence,
    /// A region begins.
    Begin,
    /// The region ends.
    End,
}

/// Returns the kind of an instruction word.
pub type Decoder = fn(u32) -> Kind;

impl Kind {
    const ALL: [Self; 9] = [
        Self::Other,
        Self::DsbIshst,
        Self::Dsb,
        Self::Isb,
        Self::Dmb,
        Self::Tlbi,
        Self::Sfence,
        Self::Begin,
        Self::End,
    ];

    /// Returns the kind as the pointer-sized number that QEMU keeps for a callback and never reads.
    pub fn into_user_data(self) -> *mut c_void {
        std::ptr::without_provenance_mut(self as usize)
    }

    /// Returns the kind that [`Self::into_user_data`] was called on.
    pub fn from_user_data(data: *mut c_void) -> Self {
        Self::ALL[data.addr()]
    }
}

/// Returns the kind of an arm64 instruction (Arm ARM, C6.2: DMB, DSB, HINT, ISB, TLBI).
/// `hint #0x60` begins a region, and `hint #0x61` ends it.
pub fn arm64(word: u32) -> Kind {
    /// The option (CRm) of a barrier.
    const OPTION: u32 = 0xf00;
    /// The two bits of DSB nXS that choose its shareability.
    const NXS_OPTION: u32 = 0xc00;
    /// The bits of SYS with CRn 8 or 9, which is TLBI. The other bits are op1, CRm, op2 and the
    /// register.
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

/// Returns the kind of a riscv64 instruction (RISC-V Privileged Architecture: SFENCE.VMA).
/// `slti x0, x0, 0x60` begins a region, and `slti x0, x0, 0x61` ends it: both are hints for
/// custom use, and do nothing.
pub fn riscv64(word: u32) -> Kind {
    /// The registers of SFENCE.VMA, for the address and the address space.
    const REGISTERS: u32 = 0x01ff_8000;

    match word {
        0x0600_2013 => Kind::Begin,
        0x0610_2013 => Kind::End,
        _ if word & !REGISTERS == 0x1200_0073 => Kind::Sfence,
        _ => Kind::Other,
    }
}

//! [`Kind`]: what the plugin tells apart, and what tells it.

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
    /// A fence for page-table walks, `sfence.vma`.
    Sfence,
    /// A region begins.
    Begin,
    /// The region ends.
    End,
}

/// Tells the kind of an instruction word.
pub type Decoder = fn(u32) -> Kind;

impl Kind {
    const ALL: [Self; 9] = [Self::Other, Self::DsbIshst, Self::Dsb, Self::Isb, Self::Dmb, Self::Tlbi, Self::Sfence, Self::Begin, Self::End];

    /// The kind as the pointer-sized number that QEMU keeps for a callback and never looks at.
    pub fn into_user_data(self) -> *mut c_void {
        std::ptr::without_provenance_mut(self as usize)
    }

    /// What [`Self::into_user_data`] was called on.
    pub fn from_user_data(data: *mut c_void) -> Self {
        Self::ALL[data.addr()]
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! Invalidation of user addresses, by ASID and without the last ISB. At EL1, or at EL2 with
//! HCR_EL2.{E2H,TGE} = {1,1}.
//!
//! Each function is `dsb ishst; tlbi …is; dsb ish`, and the repeat that [errata](super#errata)
//! need. It is for addresses that TTBR0 translates, by entries with nG set that one ASID uses. When
//! it returns, no other CPU uses an old translation, so frames may be freed at once.
//!
//! **There is no ISB.** It would only keep this CPU's own later accesses from an old translation.
//! Before EL0 makes one there is an exception return, which synchronises. (With FEAT_ExS that needs
//! SCTLR_ELx.EOS = 1.)
//!
//! The kernel's own accesses to user addresses (LDTR, STTR, copies to and from user space) may go
//! by the old translation until the next exception return or ISB. If this CPU may make one before
//! that, execute an ISB, or call [`tlb::invalidate`](super::invalidate): before the frames are
//! freed, and where code *relies* on the fault. An executor that polls another task of the process
//! is such a case. These functions don't settle what a section has deferred, either.
//!
//! An address space that has two ASIDs takes two calls. A kernel address doesn't belong here: its
//! intermediate entries may be cached under every ASID.

use super::sequence::{OfAsid, Sequence, everything, one};

/// The number of an address space, as TTBRx_ELx holds it: 16 bits, or 8 if TCR_ELx.AS is 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Asid(u16);

impl Asid {
    /// Makes an ASID of 16 bits.
    pub const fn new(asid: u16) -> Self {
        Self(asid)
    }

    /// Makes an ASID of 8 bits, for TCR_ELx.AS = 0: there the upper bits of an operand must be
    /// zero.
    pub const fn of_8_bits(asid: u8) -> Self {
        Self(asid as u16)
    }

    /// Returns the number.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl TryFrom<u64> for Asid {
    type Error = OutOfRange;

    /// # Errors
    ///
    /// If `asid` has more than 16 bits.
    fn try_from(asid: u64) -> Result<Self, OutOfRange> {
        asid.try_into().map(Self).map_err(|_| OutOfRange(asid))
    }
}

/// A number that is no ASID.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutOfRange(u64);

impl core::fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            f,
            "an ASID has 16 bits, and {:#x} has more; pass the ASID alone, not the value of a TTBR",
            self.0
        )
    }
}

impl core::error::Error for OutOfRange {}

/// Invalidates `count` live leaves of an ASID that were changed or cleared.
///
/// The first leaf maps `address`, and `size` is the number of bytes that one descriptor maps. From
/// the [bound](super::Features::with_bound) on it invalidates everything of the ASID.
///
/// # Panics
///
/// As [`invalidate`](super::invalidate).
#[inline]
#[track_caller]
pub fn invalidate(asid: Asid, address: u64, count: usize, size: u64) {
    one::<OfAsid, false>(asid.0, address, count, size);
}

/// Invalidates leaves and the walk to them, before a table that one ASID uses is freed.
///
/// A `count` of 0 stands for an empty table.
///
/// # Panics
///
/// As [`invalidate`](super::invalidate).
#[inline]
#[track_caller]
pub fn invalidate_walk(asid: Asid, address: u64, count: usize, size: u64) {
    one::<OfAsid, true>(asid.0, address, count, size);
}

/// Invalidates everything of the ASID but global entries.
///
/// Call it before another address space uses the ASID, or in place of many invalidations.
#[inline]
pub fn invalidate_asid(asid: Asid) {
    let mut sequence = Sequence::<OfAsid>::begin(asid.0);
    sequence.many();
    sequence.end();
}

/// Invalidates everything of every ASID, for example before all ASIDs are given out anew.
#[inline]
pub fn invalidate_all() {
    everything::<OfAsid>();
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Granule`]: the size of the smallest page of a translation regime, by TCR_ELx.

/// The granule of a table. Its discriminant is the TG field of a range operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Granule {
    /// 4 KiB.
    Four = 0b01,
    /// 16 KiB.
    Sixteen = 0b10,
    /// 64 KiB.
    SixtyFour = 0b11,
}

impl Granule {
    /// Reads a TCR for two halves of the address space: TCR_EL1, and TCR_EL2 if HCR_EL2.E2H is set.
    /// Bit 55 of the address chooses the half.
    ///
    /// `None` if the field is reserved, or if LPA2 is in use (DS): the manual then asks for an
    /// alignment that it doesn't state clearly.
    pub(crate) const fn of_two_halves(tcr: u64, address: u64) -> Option<Self> {
        const DS: u64 = 1 << 59;
        if tcr & DS != 0 {
            return None;
        }
        if address & 1 << 55 == 0 {
            return Self::tg0(tcr);
        }
        // TG1 has another encoding than TG0.
        match tcr >> 30 & 0b11 {
            0b01 => Some(Self::Sixteen),
            0b10 => Some(Self::Four),
            0b11 => Some(Self::SixtyFour),
            _ => None,
        }
    }

    /// Reads a TCR for one half: TCR_EL2 if HCR_EL2.E2H is clear.
    pub(crate) const fn of_one_half(tcr: u64) -> Option<Self> {
        const DS: u64 = 1 << 32;
        if tcr & DS == 0 { Self::tg0(tcr) } else { None }
    }

    const fn tg0(tcr: u64) -> Option<Self> {
        match tcr >> 14 & 0b11 {
            0b00 => Some(Self::Four),
            0b01 => Some(Self::SixtyFour),
            0b10 => Some(Self::Sixteen),
            _ => None,
        }
    }

    /// Returns the number of the lowest bit of an address that chooses a page.
    pub(crate) const fn shift(self) -> u32 {
        match self {
            Self::Four => 12,
            Self::Sixteen => 14,
            Self::SixtyFour => 16,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Granule::{self, Four, Sixteen, SixtyFour};

    const LOW: u64 = 0x1000;
    const HIGH: u64 = 0xffff_8000_0000_0000;

    #[test]
    fn the_two_halves_have_granules_of_their_own_in_two_encodings() {
        for (field, low, high) in [
            (0, Some(Four), None),
            (1, Some(SixtyFour), Some(Sixteen)),
            (2, Some(Sixteen), Some(Four)),
            (3, None, Some(SixtyFour)),
        ] {
            // The other half's field is all ones, then all zeros.
            for other in [0, 0b11] {
                assert_eq!(Granule::of_two_halves(field << 14 | other << 30, LOW), low);
                assert_eq!(Granule::of_two_halves(field << 30 | other << 14, HIGH), high);
                assert_eq!(Granule::of_one_half(field << 14 | other << 30), low);
            }
        }
    }

    #[test]
    fn bit_55_alone_chooses_the_half() {
        let (low, high) = (0b10 << 14, 0b11 << 30);
        assert_eq!(Granule::of_two_halves(low | high, 1 << 55), Some(SixtyFour));
        assert_eq!(Granule::of_two_halves(low | high, !(1 << 55)), Some(Sixteen));
    }

    #[test]
    fn with_lpa2_there_are_no_ranges() {
        assert_eq!(Granule::of_two_halves(1 << 59, LOW), None);
        assert_eq!(Granule::of_two_halves(1 << 59 | 0b10 << 30, HIGH), None);
        assert_eq!(Granule::of_one_half(1 << 32), None);
        // Each bit means something else in the other layout.
        assert_eq!(Granule::of_two_halves(1 << 32, LOW), Some(Four));
        assert_eq!(Granule::of_one_half(1 << 59), Some(Four));
    }
}

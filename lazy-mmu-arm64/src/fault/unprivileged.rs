// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`is_unprivileged`]: instructions that access memory as if from EL0.

/// Returns whether an instruction accesses memory as if from EL0.
pub(super) const fn is_unprivileged(instruction: u32) -> bool {
    // LDTR, STTR and those of other sizes.
    instruction & 0x3f20_0c00 == 0x3800_0800
        // FEAT_LSUI: LDTXR, STTXR, CAST, CASPT and their ordered forms.
        || instruction & 0x3f00_0000 == 0x0900_0000
        // LDTADD, LDTSET, LDTCLR, SWPT.
        || instruction & 0xbf20_0c00 == 0x1920_0400
        // LDTP, STTP, LDTNP, STTNP.
        || instruction & 0xfa00_0000 == 0xe800_0000
        // GCSSTTR.
        || instruction & 0xffff_fc00 == 0xd91f_1c00
        || is_unprivileged_copy_or_set(instruction)
}

/// Returns whether an instruction is an unprivileged copy or set of FEAT_MOPS.
///
/// One option bit makes the reads of a copy unprivileged, one its writes, and `T` is both; a set
/// has only `T`. The other options are hints.
const fn is_unprivileged_copy_or_set(instruction: u32) -> bool {
    const WRITES: u32 = 1 << 12;
    const READS: u32 = 1 << 13;
    const SET: u32 = 0b11 << 22;
    let unprivileged = if instruction & SET == SET { WRITES } else { READS | WRITES };
    instruction & 0xfb20_0c00 == 0x1900_0400 && instruction & unprivileged != 0
}

#[cfg(test)]
mod tests {
    use super::is_unprivileged;

    /// LLVM assembled them; the two of FEAT_GCS are from the manual.
    #[test]
    fn unprivileged_accesses_are_told_from_privileged_ones() {
        let unprivileged = [
            0xf840_0820,
            0xb840_0820,
            0x7840_0820,
            0x3840_0820,
            0xf800_0820,
            0x3800_0820,
            0xb880_0820,
            0x38c0_0820, // LDTR … LDTRSB
            0xc95f_7c20,
            0xc902_7c20,
            0x895f_fc20,
            0x8902_fc20, // LDTXR, STTXR, LDATXR, STLTXR
            0x5920_0441,
            0x1920_3441,
            0x5920_1441,
            0x5920_8441,
            0x19e0_8441,
            0x59e0_0441, // LDTADD, LDTSET, LDTCLR, SWPT, SWPTAL, LDTADDAL
            0xc980_7c41,
            0xc9c0_fc41,
            0x4980_7c82,
            0x49c0_fc82, // CAST, CASALT, CASPT, CASPALT
            0xe940_0440,
            0xe901_0440,
            0xed40_0440,
            0xec81_0440,
            0xe840_0440,
            0xe800_0440,
            0xec40_0440, // LDTP … LDTNP
            0x1901_3440,
            0x1901_2440,
            0x1901_1440,
            0x1941_3440,
            0x1981_3440,
            0x1901_f440,
            0x1901_6440,
            0x1981_9440,
            0x1d01_3440,
            0x1d41_2440,
            0x1d81_1440, // CPYFPT … CPYEWT
            0x19c2_1420,
            0x19c2_5420,
            0x19c2_9420,
            0x19c2_3420,
            0x1dc2_1420,
            0x1dc2_5420,
            0x1dc2_b420, // SETPT … SETGETN
            0xd91f_1c20, // GCSSTTR
        ];
        let privileged = [
            0xf940_0020,
            0xf900_0020,
            0xf840_0020,
            0xf840_8420,
            0xf840_8c20,
            0xf862_6820, // LDR, STR, LDUR, LDR post, LDR pre, LDR register
            0x3940_0020,
            0x3dc0_0020,
            0xa940_0440,
            0xa900_0440,
            0xad40_0440,
            0x6940_0440, // LDRB, LDR Q, LDP, STP, LDP Q, LDPSW
            0xc85f_7c20,
            0xc802_7c20,
            0xc8df_fc20,
            0xc89f_fc20,
            0xc8e0_7c41,
            0x4820_7c82, // LDXR, STXR, LDAR, STLR, CASA, CASP
            0xf820_0041,
            0xf820_8041,
            0xf8bf_c020,
            0xd940_0020,
            0x9900_0020,
            0xd920_0820, // LDADD, SWP, LDAPR, LDAPUR, STLUR, STG
            0xd50b_7420,
            0xd503_201f,
            0x1400_0001, // DC ZVA, NOP, B
            0x1901_0440,
            0x1901_4440,
            0x1901_8440,
            0x1941_c440,
            0x1981_0440,
            0x1d01_0440,
            0x1d41_c440,
            0x1d81_0440, // CPYFP … CPYE
            0x19c2_0420,
            0x19c2_4420,
            0x19c2_8420,
            0x19c2_2420,
            0x1dc2_0420,
            0x1dc2_a420, // SETP … SETGEN
            0xd91f_0c20, // GCSSTR
        ];
        for instruction in unprivileged {
            assert!(is_unprivileged(instruction), "{instruction:#x}");
        }
        for instruction in privileged {
            assert!(!is_unprivileged(instruction), "{instruction:#x}");
        }
    }
}

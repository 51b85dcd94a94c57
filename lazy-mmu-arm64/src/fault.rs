// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`settle_fault`]: a fault on an address whose entry is stored, but deferred.

use lazy_mmu_core::flush;

use crate::cpu::SystemRegister::{ElrEl1, HcrEl2, SpsrEl1, TcrEl1};
use crate::{Arm64Mode, cpu};

/// Decides in the kernel's exception handler whether an abort comes from an entry that is not
/// settled yet. `esr` and `far` are the registers as they were at the exception.
///
/// `true`: there is a translation now, so the handler returns to the instruction, which runs again.
/// `false`: the fault is genuine.
///
/// A CPU may fault on an entry that is stored but not settled: its own, inside a section, or
/// another CPU's, which it has not synchronised with. This function flushes what the current task
/// has deferred, waits for what this CPU has seen of others (`dsb ish`), drops what it has
/// speculated (`isb`), and asks the MMU (`AT S1E1R`, at EL2 `AT S1E2R`). In interrupt context the
/// task's barriers stay deferred, and the retry works all the same. (Linux:
/// `is_spurious_el1_translation_fault`.)
///
/// # Which faults are retried
///
/// A retry ends only if the MMU's answer is about the access that has faulted. So `true` is for
/// these alone, and anything else is `false` at once, with no barrier:
///
/// * The exception is a data or instruction abort that was taken from this exception level (ESR.EC
///   `0x25`, `0x21`).
/// * It is a translation fault, of any level from −2 to 3.
/// * An instruction was not fetched from a tagged address. `AT` ignores the tag where TCR.TBI says
///   so, and with TCR.TBID the fetch does not.
/// * The access was not made as if from EL0 (`LDTR`, `STTR`, their pairs, exclusives and atomics,
///   the copies and sets of FEAT_MOPS whose names have a `T`, `RT` or `WT`, and `GCSSTTR`) to a
///   half that TCR.E0PD0 or E0PD1 keeps from EL0. That is a translation fault of level 0 whatever
///   the tables hold, and ESR does not tell it from one of the tables. So for a fault of level 0 in
///   such a half, and for no other, this function looks at the instruction at ELR.
///
/// The MMU may answer with a fault of another kind, of permissions or of the Access flag. Then
/// there is a translation, the answer is `true`, and the retry comes back with that fault, which is
/// no translation fault.
///
/// # Where to call it
///
/// * After the kernel's own exception fixups: an access that may fail by design, such as one to
///   user memory, is theirs to judge.
/// * Before the fault is reported as one. If the kernel sets TCR.E0PD0 or E0PD1, ELR and SPSR are
///   those of this exception: exceptions have been masked since, or both were written back.
///
/// On a host that records there is no MMU to ask; the instructions are recorded and the answer is
/// `false`.
///
/// (Arm Architecture Reference Manual for A-profile: "ESR_EL1, Exception Syndrome Register",
/// "TCR_EL1", and FEAT_E0PD.)
#[must_use = "`true`: return to the instruction, which runs again; `false`: the fault is genuine, so handle it as one"]
pub fn settle_fault<M: Arm64Mode>(esr: u64, far: u64) -> bool {
    if !is_curable(esr, far) || is_of_level_0(esr) && is_kept_from_el0(far) {
        return false;
    }
    // The barriers of the task, if there are any; and those of this fault, as the entry may be
    // another CPU's or, in a handler, the interrupted task's. The full DSB waits for loads too, so
    // that the ISB comes after whatever has told this CPU of the entry.
    flush::<M>();
    cpu::dsb_ish();
    cpu::isb();
    cpu::translates(far)
}

const DATA_ABORT: u64 = 0x25;
const INSTRUCTION_ABORT: u64 = 0x21;

/// Whether a retry can cure this fault, as far as its syndrome and its address tell.
const fn is_curable(esr: u64, far: u64) -> bool {
    let class = esr >> 26 & 0x3f;
    is_of_translation(esr & 0x3f)
        && (class == DATA_ABORT || class == INSTRUCTION_ABORT && !is_tagged(far))
}

/// Whether the MMU has answered `AT` with a translation: PAR_EL1, or the low half of its 128 bits.
/// One that may not be used, for lack of the Access flag or of permissions, is one.
#[cfg_attr(
    not(all(target_arch = "aarch64", not(lazy_mmu_record))),
    allow(dead_code, reason = "there is no MMU to ask")
)]
pub(crate) const fn is_translated(par: u64) -> bool {
    const FAULT: u64 = 1;
    par & FAULT == 0 || !is_of_translation(par >> 1 & 0x3f)
}

/// Whether a fault status, as in ESR and PAR_EL1, is a translation fault: of level 0 to 3, −2 or
/// −1. One rule for the question and the answer: a fault of a kind that only the question knew
/// would be retried for ever.
const fn is_of_translation(status: u64) -> bool {
    matches!(status, 0b00_0100..=0b00_0111 | 0b10_1010 | 0b10_1011)
}

/// Whether bits 63 to 56 are no extension of bit 55.
const fn is_tagged(address: u64) -> bool {
    let signed = address as i64;
    signed >> 55 != 0 && signed >> 55 != -1
}

const fn is_of_level_0(esr: u64) -> bool {
    esr & 0x3f == 0b00_0100
}

/// Whether the access that has just faulted on `address` is one that FEAT_E0PD refuses: made as if
/// from EL0, to a half of the addresses that TCR_EL1.E0PD0 or E0PD1 keeps from EL0.
#[cold]
#[inline(never)] // out of the way of all other faults
fn is_kept_from_el0(address: u64) -> bool {
    const E0PD0: u32 = 55;
    /// SPSR.UAO: `LDTR` and `STTR` were as privileged as others.
    const UAO: u64 = 1 << 23;
    /// HCR_EL2.{E2H,TGE}: with both set, EL2 has an EL0 of its own, and the names with `_EL1` mean
    /// EL2's registers.
    const HOST: u64 = 1 << 34 | 1 << 27;

    if cpu::at_el2() && cpu::system_register(HcrEl2) & HOST != HOST {
        return false;
    }
    let half = (address >> 55 & 1) as u32;
    let is_kept = cpu::system_register(TcrEl1) >> (E0PD0 + half) & 1 != 0;
    // Code that is not mapped any more faults by itself when it is retried.
    is_kept
        && cpu::system_register(SpsrEl1) & UAO == 0
        && cpu::instruction_at(cpu::system_register(ElrEl1)).is_some_and(is_unprivileged)
}

/// Whether an instruction accesses memory as if from EL0.
const fn is_unprivileged(instruction: u32) -> bool {
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

/// Of FEAT_MOPS. One option bit makes the reads of a copy unprivileged and one its writes, `T` is
/// both; of a set there is only `T`. The other options are hints.
const fn is_unprivileged_copy_or_set(instruction: u32) -> bool {
    const WRITES: u32 = 1 << 12;
    const READS: u32 = 1 << 13;
    const SET: u32 = 0b11 << 22;
    let unprivileged = if instruction & SET == SET { WRITES } else { READS | WRITES };
    instruction & 0xfb20_0c00 == 0x1900_0400 && instruction & unprivileged != 0
}

#[cfg(test)]
mod tests {
    use super::{DATA_ABORT, is_curable, is_of_level_0, is_translated, is_unprivileged};

    #[test]
    fn only_translation_faults_of_this_exception_level_are_curable() {
        let mut curable = 0;
        for class in 0..64 {
            for status in 0..64 {
                // Levels 0 to 3, -2 and -1, by the manual's table of DFSC and IFSC.
                let expected =
                    [0x21, 0x25].contains(&class) && [4, 5, 6, 7, 42, 43].contains(&status);
                // The other bits of the syndrome: IL, and all that an abort may set, ISS2 among it.
                for others in [0, 1 << 25, 0x01ff_ffc0, 0xff_ffff << 32] {
                    let esr = class << 26 | others | status;
                    assert_eq!(is_curable(esr, 0xffff_8000_0000_1000), expected, "{esr:#x}");
                    assert_eq!(is_of_level_0(esr), status == 4, "{esr:#x}");
                }
                curable += u32::from(expected);
            }
        }
        assert_eq!(curable, 12);
    }

    #[test]
    fn a_fault_that_is_curable_is_none_that_the_mmu_answers_with() {
        const LEVELS: [u64; 6] = [4, 5, 6, 7, 42, 43];
        for status in 0..64 {
            assert_eq!(is_translated(status << 1 | 1), !LEVELS.contains(&status), "{status:#x}");
            assert!(
                is_translated(status << 1),
                "bits 6 to 1 of an address that was found tell no fault: {status:#x}"
            );
            assert!(
                !(is_curable(DATA_ABORT << 26 | status, 0) && is_translated(status << 1 | 1)),
                "retried for ever: {status:#x}"
            );
        }
    }

    #[test]
    fn a_fetch_from_a_tagged_address_is_not_curable_and_a_load_is() {
        for tag in 0..=0xff_u64 {
            for half in [0, 0x00ff_ffff_0000_0000] {
                let far = tag << 56 | half | 0x1000;
                let canonical = tag == if half == 0 { 0 } else { 0xff };
                assert_eq!(is_curable(0x21 << 26 | 7, far), canonical, "{far:#x}");
                assert!(is_curable(0x25 << 26 | 7, far), "{far:#x}");
            }
        }
    }

    /// Assembled by LLVM; the two of FEAT_GCS are from the manual.
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

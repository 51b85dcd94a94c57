// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`settle_fault`]: cures a fault on an entry that is stored and not settled.

mod unprivileged;

use lazy_mmu_core::flush;

use crate::cpu::SystemRegister::{ElrEl1, HcrEl2, SpsrEl1, TcrEl1};
use crate::{Arm64Mode, cpu};
use unprivileged::is_unprivileged;

/// Settles an entry that may have caused an abort, and returns whether to retry the instruction.
///
/// The kernel's exception handler calls it. `esr` and `far` are the registers as they were at the
/// exception. `true`: there is a translation now, so return to the instruction, which runs again.
/// `false`: the fault is genuine. See the guide's [`faults`](crate::guide::faults).
///
/// A CPU may fault on an entry that is stored and not settled: its own, inside a section, or
/// another CPU's, which it hasn't synchronised with. This function
///
/// 1. flushes what the current task has deferred,
/// 2. waits for what this CPU has seen of others (`dsb ish`),
/// 3. drops what this CPU has speculated (`isb`),
/// 4. and asks the MMU (`AT S1E1R`, at EL2 `AT S1E2R`).
///
/// In a handler that [`Platform::in_interrupt`](lazy_mmu_core::Platform::in_interrupt) knows of,
/// the task's barriers stay deferred, and the retry works all the same. (Linux:
/// `is_spurious_el1_translation_fault`.)
///
/// # Which faults are retried
///
/// Retries of one instruction end only if the MMU's answer is about the access that has faulted. So
/// the function returns `true` only if all of these hold. Else it returns `false` at once, with no
/// barrier:
///
/// * The exception is a data or instruction abort that was taken from this exception level (ESR.EC
///   `0x25`, `0x21`).
/// * It is a translation fault, of any level from −2 to 3.
/// * The fault is not that of a fetch from a tagged address. `AT` ignores the tag where TCR.TBI
///   says so, and with TCR.TBID the fetch doesn't.
/// * The access was not made as if from EL0 to a half that TCR.E0PD0 or E0PD1 keeps from EL0. Such
///   accesses are `LDTR`, `STTR`, their pairs, exclusives and atomics, the copies and sets of
///   FEAT_MOPS whose names have a `T`, `RT` or `WT`, and `GCSSTTR`. They take a translation fault
///   of level 0 whatever the tables hold, and ESR doesn't distinguish it from one of the tables. So
///   for a fault of level 0 in such a half, and for no other, this function reads the instruction
///   at ELR.
///
/// The MMU may answer with a fault of another kind, of permissions or of the Access flag. Then
/// there is a translation, so the function returns `true`. The retry comes back with that fault,
/// which is no translation fault.
///
/// # Where to call it
///
/// * After the kernel's own exception fixups: they judge an access that may fail by design, such as
///   one to user memory.
/// * Before the kernel reports the fault. If the kernel sets TCR.E0PD0 or E0PD1, ELR and SPSR must
///   still be those of this exception: exceptions have been masked since, or both were written
///   back.
///
/// On a host that records there is no MMU to ask: it records the instructions and returns `false`.
///
/// (Arm Architecture Reference Manual for A-profile: "ESR_EL1, Exception Syndrome Register",
/// "TCR_EL1", and FEAT_E0PD.)
#[must_use = "`true`: return to the instruction, which runs again; `false`: the fault is genuine, so handle it as one"]
pub fn settle_fault<M: Arm64Mode>(esr: u64, far: u64) -> bool {
    if !is_curable(esr, far) || is_of_level_0(esr) && is_kept_from_el0(far) {
        return false;
    }
    // The barriers of the task, if there are any; and those of this fault, because the entry may be
    // another CPU's or, in a handler, the interrupted task's. The full DSB waits for loads too, so
    // the ISB comes after the load that told this CPU of the entry.
    flush::<M>();
    cpu::dsb_ish();
    cpu::isb();
    cpu::translates(far)
}

const DATA_ABORT: u64 = 0x25;
const INSTRUCTION_ABORT: u64 = 0x21;

/// Returns whether a retry can cure this fault, by its syndrome and its address.
const fn is_curable(esr: u64, far: u64) -> bool {
    let class = esr >> 26 & 0x3f;
    is_of_translation(esr & 0x3f)
        && (class == DATA_ABORT || class == INSTRUCTION_ABORT && !is_tagged(far))
}

/// Returns whether the MMU has answered `AT` with a translation: PAR_EL1, or the low half of its
/// 128 bits. A translation counts even if the Access flag or permissions forbid its use.
#[cfg_attr(
    not(all(target_arch = "aarch64", not(lazy_mmu_record))),
    allow(dead_code, reason = "there is no MMU to ask")
)]
pub(crate) const fn is_translated(par: u64) -> bool {
    const FAULT: u64 = 1;
    par & FAULT == 0 || !is_of_translation(par >> 1 & 0x3f)
}

/// Returns whether a fault status, as in ESR and PAR_EL1, is a translation fault: of level 0 to 3,
/// −2 or −1. The question and the answer share this rule: a fault of a kind that only the question
/// knew would be retried for ever.
const fn is_of_translation(status: u64) -> bool {
    matches!(status, 0b00_0100..=0b00_0111 | 0b10_1010 | 0b10_1011)
}

/// Returns whether bits 63 to 56 are no extension of bit 55.
const fn is_tagged(address: u64) -> bool {
    let signed = address as i64;
    signed >> 55 != 0 && signed >> 55 != -1
}

const fn is_of_level_0(esr: u64) -> bool {
    esr & 0x3f == 0b00_0100
}

/// Returns whether FEAT_E0PD has refused the access that has just faulted on `address`: it was made
/// as if from EL0, to a half of the addresses that TCR_EL1.E0PD0 or E0PD1 keeps from EL0.
#[cold]
#[inline(never)] // out of the way of all other faults
fn is_kept_from_el0(address: u64) -> bool {
    const E0PD0: u32 = 55;
    /// SPSR.UAO: `LDTR` and `STTR` were as privileged as other accesses.
    const UAO: u64 = 1 << 23;
    /// HCR_EL2.{E2H,TGE}: with both set, EL2 has an EL0 of its own, and the names with `_EL1` mean
    /// EL2's registers.
    const HOST: u64 = 1 << 34 | 1 << 27;

    if cpu::at_el2() && cpu::system_register(HcrEl2) & HOST != HOST {
        return false;
    }
    let half = (address >> 55 & 1) as u32;
    let is_kept = cpu::system_register(TcrEl1) >> (E0PD0 + half) & 1 != 0;
    // Code that isn't mapped any more faults by itself when it is retried.
    is_kept
        && cpu::system_register(SpsrEl1) & UAO == 0
        && cpu::instruction_at(cpu::system_register(ElrEl1)).is_some_and(is_unprivileged)
}

#[cfg(test)]
mod tests {
    use super::{DATA_ABORT, is_curable, is_of_level_0, is_translated};

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
}

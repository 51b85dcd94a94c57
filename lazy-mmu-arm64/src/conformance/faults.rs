// SPDX-License-Identifier: MIT OR Apache-2.0
//! The claims about faults: the answers of `settle_fault`, and that the kernel's handler asks it.

use super::outcome::{Outcome, Problem, Stop, check};
use super::subject::Subject;
use crate::{set_pte, settle_fault};

/// Returns the ESR of a data abort from this exception level, with a fault status.
const fn data_abort(status: u64) -> u64 {
    0x25 << 26 | status
}

const TRANSLATION_AT_LEVEL_3: u64 = data_abort(0b00_0111);

pub(super) fn translation<S: Subject>() -> Outcome {
    let scratch = S::scratch();
    retries::<S>("a fault on a page that is not mapped", TRANSLATION_AT_LEVEL_3, false)?;
    set_pte::<S::Mode>(&scratch.entries[0], scratch.leaves[0]);
    // Without level 0: there the instruction at ELR counts, and no exception has been taken.
    for status in [0b00_0101, 0b00_0110, 0b00_0111] {
        retries::<S>("a fault on a page that is mapped by now", data_abort(status), true)?;
    }
    Ok(())
}

/// Tries them on a page that is mapped, so that the MMU would answer with a translation.
pub(super) fn incurable<S: Subject>() -> Outcome {
    let scratch = S::scratch();
    set_pte::<S::Mode>(&scratch.entries[0], scratch.leaves[0]);
    for status in [0b00_1111, 0b00_1011, 0b01_0000, 0b10_0001, 0b11_0000] {
        retries::<S>(
            "a fault of another kind (permission, Access flag, external, alignment, TLB conflict)",
            data_abort(status),
            false,
        )?;
    }
    retries::<S>("a data abort from EL0", 0x24 << 26 | 0b00_0111, false)
}

pub(super) fn meanwhile<S: Subject>() -> Outcome {
    const AFTER: &str = "a fault on a page that was mapped before the kernel's handler ran";
    fn map<S: Subject>() {
        let scratch = S::scratch();
        set_pte::<S::Mode>(&scratch.entries[0], scratch.leaves[0]);
    }
    match S::read_with(S::scratch().address, map::<S>) {
        None => Err(Stop::Skipped("the subject has no way between a fault and its handler")),
        Some(found) => check(AFTER, found.is_some(), || Problem::Read { expected: Some(0), found }),
    }
}

fn retries<S: Subject>(after: &'static str, esr: u64, expected: bool) -> Outcome {
    let retries = settle_fault::<S::Mode>(esr, S::scratch().address);
    check(after, retries == expected, || Problem::Retry { esr, expected })
}

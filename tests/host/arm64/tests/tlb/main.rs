//! Each sequence of `tlb` to the instruction: by form, by the features of the CPUs, and for wrong
//! arguments.

// Minutes in Miri: `cargo xtask test --full` has it.
#![cfg(any(not(miri), lazy_mmu_full))]

mod cover;
mod forms;
mod gather;
mod ranges;
mod refused;
mod regimes;

use lazy_mmu_arm64::record::{self, Instruction, Tlbi};
use lazy_mmu_arm64::tlb::{Features, set_features};

const START: u64 = 0xffff_8000_0000_0000;
const PAGE: u64 = 4096;
/// The operand of `START`.
const OPERAND: u64 = 0xff8_0000_0000;

/// CPUs without ranges and without errata.
const PLAIN: Features = Features::new().with_repeat(false);
const RANGES: Features = PLAIN.with_ranges(true);

/// Returns the instructions that a call with these features executes.
fn executed(features: Features, call: impl FnOnce()) -> Vec<Instruction> {
    set_features(features);
    record::take();
    call();
    record::take()
}

/// Returns the invalidations among these instructions.
fn operations(executed: &[Instruction]) -> Vec<(Tlbi, u64)> {
    executed
        .iter()
        .filter_map(|&step| {
            if let Instruction::Tlbi(name, operand) = step { Some((name, operand)) } else { None }
        })
        .collect()
}

//! The calls of the crate that [`SEQUENCES`](crate::sequences::SEQUENCES) has, and the steps that
//! each executes.

use std::sync::atomic::AtomicU64;

use lazy_mmu_arm64::record::{self, Instruction};
use lazy_mmu_arm64::tlb::{self, Features, Gather, set_features, user};
use lazy_mmu_arm64::{
    El1, Level, before_root_is_loaded, change_pte, replace_pte, replace_pte_deferred, set_pte,
    set_ptes, set_table, settle_fault, switch_out, try_set,
};
use lazy_mmu_core::{LazyMmuGuard, Unwalked, section};
use model_kernel::kernel::Recorded;

use crate::steps::Step;

pub const ADDRESS: u64 = 0xffff_8000_0000_0000;
const USER: u64 = 0x40_0000;
pub const PAGE: u64 = 4096;
pub const LEAF: u64 = 0b11;
/// The ESR of a data access of this exception level: a translation fault at level 3.
pub const TRANSLATION_FAULT: u64 = 0x25 << 26 | 0b00_0111;
/// A CPU without ranges and without errata.
pub const PLAIN: Features = Features::new().with_repeat(false);

/// Returns the steps that a call executes on a CPU without ranges and errata.
pub fn did(call: impl FnOnce()) -> Vec<Step> {
    did_with(PLAIN, call)
}

/// Returns the steps that a call executes on a CPU with these features.
pub fn did_with(features: Features, call: impl FnOnce()) -> Vec<Step> {
    set_features(features);
    record::take();
    call();
    let recorded = record::take();
    // No litmus program has the question of `settle_fault` and the `isb` before its answer.
    let asks = |instruction: &Instruction| matches!(instruction, Instruction::At(_));
    recorded
        .into_iter()
        .take_while(|instruction| !asks(instruction))
        .filter_map(Step::recorded)
        .collect()
}

pub fn entry(descriptor: u64) -> AtomicU64 {
    AtomicU64::new(descriptor)
}

/// The context synchronisation of a CPU that a task comes to: its scheduler's, or an exception
/// return's.
pub fn synchronised() -> Step {
    Step::named("ISB")
}

pub fn but_last(mut steps: Vec<Step>) -> Vec<Step> {
    steps.pop();
    steps
}

/// The steps with a migration after `count` of them.
pub fn migrated(steps: Vec<Step>, count: usize) -> Vec<Step> {
    let (before, after) = steps.split_at(count);
    [before, &did(switch_out), &[synchronised()], after].concat()
}

pub fn mapped() -> Vec<Step> {
    did(|| set_pte::<Recorded>(&entry(0), LEAF))
}

/// The steps of a call in a section, without those of the section's end.
pub fn unended(call: impl FnOnce()) -> Vec<Step> {
    let mut steps = Vec::new();
    section::<Recorded, _>(|_| steps = did(call));
    steps
}

pub fn deferred() -> Vec<Step> {
    unended(|| set_pte::<Recorded>(&entry(0), LEAF))
}

pub fn a_section_of_two() -> Vec<Step> {
    did(|| {
        let _section = LazyMmuGuard::<Recorded>::enable();
        set_pte::<Recorded>(&entry(0), LEAF);
        set_pte::<Recorded>(&entry(0), LEAF);
    })
}

pub fn a_run_of_two() -> Vec<Step> {
    did(|| set_ptes::<Recorded>(&[entry(0), entry(0)], LEAF, PAGE))
}

pub fn nested() -> Vec<Step> {
    did(|| {
        let _outer = LazyMmuGuard::<Recorded>::enable();
        set_pte::<Recorded>(&entry(0), LEAF);
        section::<Recorded, _>(|_| set_pte::<Recorded>(&entry(0), LEAF));
        set_pte::<Recorded>(&entry(0), LEAF);
    })
}

pub fn linked() -> Vec<Step> {
    did(|| set_table::<Recorded>(Level::Two, &entry(0), LEAF))
}

pub fn linked_in_a_section() -> Vec<Step> {
    unended(|| set_table::<Recorded>(Level::Two, &entry(0), LEAF))
}

pub fn brought_up() -> Vec<Step> {
    did(|| {
        set_table::<Unwalked>(Level::Two, &entry(0), LEAF);
        set_pte::<Unwalked>(&entry(0), LEAF);
        before_root_is_loaded();
    })
}

pub fn invalidate(count: usize) {
    change_pte(&entry(LEAF), 0);
    tlb::invalidate::<El1>(ADDRESS, count, PAGE);
}

pub fn invalidated() -> Vec<Step> {
    did(|| invalidate(1))
}

/// herd7 knows no ranges: the invalidation of an address takes the place of that of a range.
pub fn invalidated_by_a_range() -> Vec<Step> {
    let mut steps = did_with(PLAIN.with_ranges(true), || invalidate(16));
    let range = steps
        .iter_mut()
        .find(|step| **step == Step::named("TLBI RVAALE1IS"))
        .expect("it is one range");
    *range = Step::named("TLBI VAALE1IS");
    steps
}

pub fn invalidated_by_asid() -> Vec<Step> {
    did(|| {
        change_pte(&entry(LEAF), 0);
        user::invalidate(user::Asid::new(7), USER, 1, PAGE);
    })
}

/// Invalidates leaves that do not adjoin.
pub fn gather(leaves: u64) {
    let mut gather = Gather::<El1, (), 4>::new();
    for leaf in 0..leaves {
        change_pte(&entry(LEAF), 0);
        gather.leaf(ADDRESS + 2 * leaf * PAGE, PAGE, ());
    }
}

pub fn replaced() -> Vec<Step> {
    did(|| _ = replace_pte::<El1>(&entry(LEAF), 0x1000 | LEAF, ADDRESS, PAGE))
}

pub fn replaced_in_a_section() -> Vec<Step> {
    unended(|| {
        _ = replace_pte_deferred::<Recorded, El1>(&entry(LEAF), 0x1000 | LEAF, ADDRESS, PAGE)
    })
}

pub fn settled() -> Vec<Step> {
    did(|| _ = settle_fault::<Recorded>(TRANSLATION_FAULT, ADDRESS))
}

pub fn won() -> Vec<Step> {
    did(|| assert_eq!(try_set(&entry(0), LEAF), Ok(())))
}

/// The loser's compare and swap has not stored, so the crate does not record it. Its place is after
/// the first barrier.
pub fn lost() -> Vec<Step> {
    let mut steps = did(|| assert_eq!(try_set(&entry(LEAF), LEAF), Err(LEAF)));
    steps.insert(1, Step::Store);
    steps
}

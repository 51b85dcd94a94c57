//! The arm64 stores and barriers, against recorded instructions: which store needs the barrier pair
//! in which regime, and the exact sequences.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_arm64::record;
use lazy_mmu_arm64::record::Instruction::{self, At, DmbIshst, DsbIsh, DsbIshst, Isb, Store};
use lazy_mmu_arm64::{
    Arm64, Arm64Mode, Level, change_pte, emit_pte_barriers, queue_pte_barriers, set_pte, set_ptes,
    set_table, settle_fault, switch_out, try_set,
};
use lazy_mmu_core::{Arch, LazyMmuGuard, NoLazyMmu};
use model_kernel::kernel::{Kernel, Recorded, RecordedEl2, RecordedLinux, barriers, slot};
use model_kernel::slots::Observed;

const PAIR: [Instruction; 2] = [DsbIshst, Isb];
const VALID: u64 = 1;
/// The ESR of a data access of this exception level: a translation fault at level 3.
const TRANSLATION_FAULT: u64 = 0x25 << 26 | 0b00_0111;
const USER: u64 = 1 << 6;
const UXN: u64 = 1 << 54;

/// Returns whether a store needs the pair: outside of sections it emits the pair; in a section it
/// emits nothing, and the section's end emits the pair.
#[track_caller]
fn needs_the_pair<P: Observed + Arm64Mode>(store: impl Fn()) -> bool {
    barriers();
    store();
    let eager: Vec<_> = but_dmb();
    let section = LazyMmuGuard::<P>::enable();
    store();
    let lazy = but_dmb();
    let queued = slot::<P, _>(|slot| !slot.is_settled());
    drop(section);
    let flushed = but_dmb();
    assert_eq!(lazy, []);
    assert_eq!(eager, flushed, "a section ends with what was emitted without it");
    assert_eq!(queued, !flushed.is_empty());
    assert!(eager.is_empty() || eager == PAIR);
    queued
}

/// Returns the recorded instructions without the `dmb` of new tables.
fn but_dmb() -> Vec<Instruction> {
    barriers().into_iter().filter(|&instruction| instruction != DmbIshst).collect()
}

fn leaf_defers<P: Observed + Arm64Mode>(descriptor: u64) -> bool {
    let entry = AtomicU64::new(0);
    let one = needs_the_pair::<P>(|| set_pte::<P>(&entry, descriptor));
    assert_eq!(entry.load(Relaxed), descriptor);
    let run: [AtomicU64; 3] = Default::default();
    assert_eq!(
        one,
        needs_the_pair::<P>(|| set_ptes::<P>(&run, descriptor, 4096)),
        "the first entry decides for a run"
    );
    assert_eq!(run.map(AtomicU64::into_inner), [descriptor, descriptor + 4096, descriptor + 8192]);
    one
}

fn table_defers<P: Observed + Arm64Mode>(level: Level, descriptor: u64) -> bool {
    let entry = AtomicU64::new(6);
    let needs = needs_the_pair::<P>(|| set_table::<P>(level, &entry, descriptor));
    assert_eq!(entry.load(Relaxed), descriptor);
    needs
}

#[test]
fn at_el1_and_el2_every_valid_leaf_needs_the_pair_and_no_other() {
    for user in [0, USER] {
        for uxn in [0, UXN] {
            assert!(leaf_defers::<Recorded>(VALID | user | uxn));
            assert!(!leaf_defers::<Recorded>(user | uxn));
            assert!(leaf_defers::<RecordedEl2>(VALID | user | uxn));
            assert!(!leaf_defers::<RecordedEl2>(user | uxn));
        }
    }
    assert!(!leaf_defers::<Recorded>(0));
}

#[test]
fn by_linuxs_rule_only_a_valid_kernel_leaf_needs_the_pair() {
    for descriptor in [0, VALID, USER, UXN, VALID | USER, USER | UXN, VALID | USER | UXN] {
        assert!(!leaf_defers::<RecordedLinux>(descriptor), "{descriptor:#x}");
    }
    assert!(leaf_defers::<RecordedLinux>(VALID | UXN));
}

fn tables_need_it_by_level<P: Observed + Arm64Mode>() {
    for level in [Level::Two, Level::One] {
        assert!(table_defers::<P>(level, VALID | 2), "{level:?}");
        assert!(table_defers::<P>(level, VALID | 2 | USER), "{level:?}");
        assert!(!table_defers::<P>(level, 0), "{level:?}");
    }
    for level in [Level::Zero, Level::MinusOne] {
        assert!(table_defers::<P>(level, VALID | 2), "{level:?}");
        assert!(table_defers::<P>(level, 0), "{level:?}");
    }
}

#[test]
fn a_valid_table_needs_the_pair_at_levels_2_and_1_and_any_store_at_level_0_and_above_in_every_regime()
 {
    tables_need_it_by_level::<Recorded>();
    tables_need_it_by_level::<RecordedEl2>();
    tables_need_it_by_level::<RecordedLinux>();
}

#[test]
fn a_new_tables_contents_are_ordered_before_its_entry_at_once() {
    let entry = AtomicU64::new(0);
    let _section = LazyMmuGuard::<Recorded>::enable();
    barriers();
    set_table::<Recorded>(Level::Two, &entry, VALID | 2);
    assert_eq!(barriers(), [DmbIshst]);
    set_table::<Recorded>(Level::Two, &entry, 0);
    assert_eq!(barriers(), []);
}

#[test]
fn changing_a_live_entry_stores_it_and_leaves_the_barriers_to_the_invalidation() {
    let entry = AtomicU64::new(VALID);
    change_pte(&entry, VALID | USER);
    assert_eq!(barriers(), []);
    assert_eq!(entry.load(Relaxed), VALID | USER);
}

#[test]
fn stores_are_recorded_in_their_place_among_the_barriers_and_a_refused_one_is_not() {
    let entry = AtomicU64::new(0);
    let stored = |descriptor| Store { entry: std::ptr::from_ref(&entry).addr() as u64, descriptor };
    set_table::<Recorded>(Level::Two, &entry, VALID | 2);
    assert_eq!(record::take(), [DmbIshst, stored(VALID | 2), DsbIshst, Isb]);
    assert_eq!(try_set(&entry, VALID), Err(VALID | 2));
    assert_eq!(record::take(), [DmbIshst, DsbIsh, Isb], "the entry that was found is settled here");
    change_pte(&entry, 0);
    assert_eq!(try_set(&entry, VALID), Ok(()));
    assert_eq!(record::take(), [stored(0), DmbIshst, stored(VALID), DsbIshst, Isb]);
}

#[test]
fn a_run_of_no_entries_needs_nothing() {
    assert!(!needs_the_pair::<Recorded>(|| set_ptes::<Recorded>(&[], VALID, 4096)));
}

#[test]
fn a_section_flushes_one_pair_however_many_entries_it_stores() {
    let [table, others] = [const { [const { AtomicU64::new(0) }; 512] }; 2];
    {
        let _section = LazyMmuGuard::<Recorded>::enable();
        for entry in &table {
            set_pte::<Recorded>(entry, VALID);
        }
        set_ptes::<Recorded>(&others, VALID, 4096);
    }
    assert_eq!(barriers(), PAIR);
}

#[test]
fn a_section_that_stored_nothing_flushes_nothing() {
    drop(LazyMmuGuard::<Recorded>::enable());
    assert_eq!(barriers(), []);
}

#[test]
fn try_set_settles_what_is_there_at_once_whatever_section_is_open() {
    let _section = LazyMmuGuard::<Recorded>::enable();
    let entry = AtomicU64::new(0);
    assert_eq!(try_set(&entry, VALID | 2), Ok(()));
    assert_eq!(barriers(), [DmbIshst, DsbIshst, Isb]);
    assert_eq!(try_set(&entry, VALID), Err(VALID | 2));
    assert_eq!(barriers(), [DmbIshst, DsbIsh, Isb], "the entry of another CPU is settled");
    assert_eq!(entry.load(Relaxed), VALID | 2);
    assert!(slot::<Recorded, _>(|slot| slot.is_settled()));

    let entry = AtomicU64::new(0);
    assert_eq!(try_set(&entry, 2), Ok(()));
    assert_eq!(barriers(), [DmbIshst], "an invalid entry needs nothing");
    assert_eq!(try_set(&entry, VALID), Err(2));
    assert_eq!(barriers(), [DmbIshst], "nor does an invalid entry that was found");
}

#[test]
fn without_the_mode_every_store_emits_the_pair() {
    let entry = AtomicU64::new(0);
    let _section = LazyMmuGuard::<NoLazyMmu>::enable();
    set_pte::<NoLazyMmu>(&entry, VALID);
    queue_pte_barriers::<NoLazyMmu>();
    assert_eq!(barriers(), [DsbIshst, Isb, DsbIshst, Isb]);
}

#[test]
fn the_pair_is_a_store_dsb_of_the_inner_shareable_domain_and_an_isb() {
    emit_pte_barriers();
    assert_eq!(barriers(), PAIR);
}

#[test]
fn switching_out_is_a_full_dsb_of_the_inner_shareable_domain() {
    switch_out();
    assert_eq!(barriers(), [DsbIsh]);
}

#[test]
fn settling_a_fault_flushes_synchronises_and_asks_the_mmu_in_a_section_and_out_of_it() {
    let sequence = [DsbIsh, Isb, At(0x1234), Isb];
    assert!(
        !settle_fault::<Recorded>(TRANSLATION_FAULT, 0x1234),
        "there is no MMU here to say yes"
    );
    assert_eq!(barriers(), sequence);

    let _section = LazyMmuGuard::<Recorded>::enable();
    for deferred in [false, true] {
        if deferred {
            queue_pte_barriers::<Recorded>();
        }
        let _ = settle_fault::<Recorded>(TRANSLATION_FAULT, 0x1234);
        let flushed: &[Instruction] = if deferred { &PAIR } else { &[] };
        assert_eq!(barriers(), [flushed, &sequence].concat());
        assert!(slot::<Recorded, _>(|slot| slot.is_settled()));
    }
}

#[test]
fn settling_a_fault_in_a_handler_leaves_what_the_task_deferred() {
    let _section = LazyMmuGuard::<Recorded>::enable();
    queue_pte_barriers::<Recorded>();
    Kernel::set_in_interrupt(true);
    let _ = settle_fault::<Recorded>(TRANSLATION_FAULT, 0x1234);
    Kernel::set_in_interrupt(false);
    assert_eq!(barriers(), [DsbIsh, Isb, At(0x1234), Isb]);
    assert!(slot::<Recorded, _>(|slot| !slot.is_settled()));
}

#[test]
fn a_fault_that_no_retry_cures_is_genuine_at_once_and_nothing_is_flushed() {
    const PERMISSION_FAULT: u64 = 0x25 << 26 | 0b00_1111;
    const OF_USER_CODE: u64 = 0x24 << 26 | 0b00_0111;
    const FETCH: u64 = 0x21 << 26 | 0b00_0111;
    let _section = LazyMmuGuard::<Recorded>::enable();
    queue_pte_barriers::<Recorded>();
    for (esr, far) in
        [(PERMISSION_FAULT, 0x1234), (OF_USER_CODE, 0x1234), (FETCH, 0x2a << 56 | 0x1234)]
    {
        assert!(!settle_fault::<Recorded>(esr, far));
        assert_eq!(barriers(), []);
    }
    assert!(slot::<Recorded, _>(|slot| !slot.is_settled()));
}

#[test]
fn nothing_is_deferred_beside_the_bit_of_the_slot() {
    assert!(<Arm64 as Arch>::is_settled(&()));
}

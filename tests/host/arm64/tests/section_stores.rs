//! A store by a section's guard emits what the function of its name does, in each state of the slot; and is deferred by the guard's own
//! section alone.

use std::sync::atomic::AtomicU64;

use lazy_mmu_arm64::record::Instruction::{self, DsbIshst, Isb};
use lazy_mmu_arm64::{Arm64Mode, Level, SectionStores, set_pte, set_ptes, set_table};
use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, PauseGuard, Unwalked};
use model_kernel::kernel::{Kernel, Recorded, barriers, slot};

const VALID: u64 = 1;

/// A setter by a guard, and the function that it is to be like.
type Setter<M> = (fn(&LazyMmuGuard<M>, &[AtomicU64]), fn(&[AtomicU64]));

fn setters<M: Arm64Mode>() -> [Setter<M>; 5] {
    [
        (|mmu, table| mmu.set_pte(&table[0], VALID), |table| set_pte::<M>(&table[0], VALID)),
        (|mmu, table| mmu.set_pte(&table[0], 0), |table| set_pte::<M>(&table[0], 0)),
        (|mmu, table| mmu.set_ptes(table, VALID, 4096), |table| set_ptes::<M>(table, VALID, 4096)),
        (|mmu, table| mmu.set_ptes(&table[..0], VALID, 4096), |table| set_ptes::<M>(&table[..0], VALID, 4096)),
        (|mmu, table| mmu.set_table(Level::Two, &table[0], VALID | 2), |table| set_table::<M>(Level::Two, &table[0], VALID | 2)),
    ]
}

/// What is emitted by a store in a section, at its end, and what is in the table.
fn emitted<M: Arm64Mode>(store: impl FnOnce(&LazyMmuGuard<M>, &[AtomicU64])) -> (Vec<Instruction>, Vec<Instruction>, [u64; 3]) {
    let table: [AtomicU64; 3] = Default::default();
    let section = LazyMmuGuard::<M>::enable();
    store(&section, &table);
    let at_once = barriers();
    drop(section);
    (at_once, barriers(), table.map(AtomicU64::into_inner))
}

fn all_are_alike<M: Arm64Mode>() {
    barriers();
    for (number, (by_guard, function)) in setters::<M>().into_iter().enumerate() {
        assert_eq!(emitted::<M>(by_guard), emitted::<M>(|_, table| function(table)), "setter {number}");
    }
}

#[test]
fn a_store_by_a_guard_is_the_functions_store() {
    all_are_alike::<Recorded>();
    all_are_alike::<NoLazyMmu>();
    all_are_alike::<Unwalked>();

    let _outer = LazyMmuGuard::<Recorded>::enable();
    all_are_alike::<Recorded>();
    let pause = PauseGuard::<Recorded>::pause();
    all_are_alike::<Recorded>();
    drop(pause);
    slot::<Recorded, _>(|slot| {
        let _handler = slot.interrupt::<Recorded>();
        all_are_alike::<Recorded>();
    });
    Kernel::set_in_interrupt(true);
    all_are_alike::<Recorded>();
    Kernel::set_in_interrupt(false);
}

#[test]
fn a_store_by_a_suspended_guard_is_eager() {
    barriers();
    let entry = AtomicU64::new(0);
    let section = LazyMmuGuard::<Recorded>::enable();
    section.suspend(|| section.set_pte(&entry, VALID));
    assert_eq!(barriers(), [DsbIshst, Isb]);
}

/// The slot says what is active, whatever guard is at hand.
#[test]
fn a_store_by_a_guard_in_a_pause_or_an_announced_handler_is_eager() {
    barriers();
    let entries = [const { AtomicU64::new(0) }; 2];
    let section = LazyMmuGuard::<Recorded>::enable();
    {
        let _pause = section.pause();
        section.set_pte(&entries[0], VALID);
        assert_eq!(barriers(), [DsbIshst, Isb]);
    }
    slot::<Recorded, _>(|slot| {
        let _handler = slot.interrupt::<Recorded>();
        section.set_pte(&entries[1], VALID);
        assert_eq!(barriers(), [DsbIshst, Isb]);
    });
    drop(section);
    assert_eq!(barriers(), []);
}

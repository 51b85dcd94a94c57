//! A store by a section's guard emits what the function of the same name does, in each state of the
//! slot; and only the guard's own section defers it.

use std::sync::atomic::AtomicU64;

use lazy_mmu_arm64::record::Instruction::{self, DsbIshst, Isb};
use lazy_mmu_arm64::{Arm64Mode, Level, SectionStores, set_pte, set_ptes, set_table};
use lazy_mmu_core::{DeferringGuard, LazyMmuGuard, NoLazyMmu, PauseGuard, Unwalked};
use model_kernel::kernel::{Kernel, Recorded, RecordedEl2, RecordedLinux, barriers, slot};

const VALID: u64 = 1;
const USER: u64 = 1 << 6;
const UXN: u64 = 1 << 54;

/// A setter by a guard, and the function of the same name.
type Setter<'a, M> = (&'a dyn Fn(&LazyMmuGuard<M>, &[AtomicU64]), &'a dyn Fn(&[AtomicU64]));

fn setters<M: Arm64Mode>() -> [Setter<'static, M>; 5] {
    [
        (&|mmu, table| mmu.set_pte(&table[0], VALID), &|table| set_pte::<M>(&table[0], VALID)),
        (&|mmu, table| mmu.set_pte(&table[0], 0), &|table| set_pte::<M>(&table[0], 0)),
        (&|mmu, table| mmu.set_ptes(table, VALID, 4096), &|table| {
            set_ptes::<M>(table, VALID, 4096)
        }),
        (&|mmu, table| mmu.set_ptes(&table[..0], VALID, 4096), &|table| {
            set_ptes::<M>(&table[..0], VALID, 4096)
        }),
        (&|mmu, table| mmu.set_table(Level::Two, &table[0], VALID | 2), &|table| {
            set_table::<M>(Level::Two, &table[0], VALID | 2)
        }),
    ]
}

/// Returns what a store in a section emits, what the section's end does, and the table.
fn emitted<M: Arm64Mode>(
    store: impl FnOnce(&LazyMmuGuard<M>, &[AtomicU64]),
) -> (Vec<Instruction>, Vec<Instruction>, [u64; 3]) {
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
        assert_eq!(
            emitted::<M>(by_guard),
            emitted::<M>(|_, table| function(table)),
            "setter {number}"
        );
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

/// The slot decides whether the mode is active, whatever guard the store uses.
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

/// A regime's rule applies to a store by a guard, too; and by a deferring guard, which dereferences
/// to it.
fn each_descriptor_is_alike<M: Arm64Mode>() {
    for descriptor in [0, VALID, VALID | UXN, VALID | UXN | USER, UXN, VALID | 2, VALID | 2 | UXN] {
        for level in [Level::MinusOne, Level::Zero, Level::One, Level::Two] {
            let setters: [Setter<M>; 3] = [
                (&|mmu, table| mmu.set_pte(&table[0], descriptor), &|table| {
                    set_pte::<M>(&table[0], descriptor)
                }),
                (&|mmu, table| mmu.set_ptes(table, descriptor, 4096), &|table| {
                    set_ptes::<M>(table, descriptor, 4096)
                }),
                (&|mmu, table| mmu.set_table(level, &table[0], descriptor), &|table| {
                    set_table::<M>(level, &table[0], descriptor)
                }),
            ];
            for (number, (by_guard, function)) in setters.into_iter().enumerate() {
                assert_eq!(
                    emitted::<M>(by_guard),
                    emitted::<M>(|_, table| function(table)),
                    "setter {number} of {descriptor:#x} at {level:?}"
                );
                let table: [AtomicU64; 3] = Default::default();
                let section = DeferringGuard::<M>::enable_given_address();
                by_guard(&section, &table);
                let at_once = barriers();
                drop(section);
                assert_eq!(
                    (at_once, barriers(), table.map(AtomicU64::into_inner)),
                    emitted::<M>(by_guard),
                    "deferring, {number}"
                );
            }
        }
    }
}

#[test]
fn a_store_by_a_guard_goes_by_the_rule_of_the_regime() {
    barriers();
    each_descriptor_is_alike::<Recorded>();
    each_descriptor_is_alike::<RecordedEl2>();
    each_descriptor_is_alike::<RecordedLinux>();
    each_descriptor_is_alike::<NoLazyMmu>();
    each_descriptor_is_alike::<Unwalked>();
}

/// The panic names the line of the caller, also through a bound.
#[test]
#[cfg(debug_assertions)]
fn a_store_over_a_live_entry_is_refused_where_it_is_made() {
    use std::cell::Cell;
    use std::panic::{catch_unwind, set_hook, take_hook};

    use Level::Two;

    thread_local!(static LINE: Cell<(bool, u32)> = const { Cell::new((false, 0)) });

    fn by_a_bound(mmu: &impl SectionStores, table: &[AtomicU64]) -> u32 {
        mmu.set_pte(&table[0], VALID | 4096);
        line!() - 1
    }
    fn live() -> [AtomicU64; 2] {
        [const { AtomicU64::new(VALID) }; 2]
    }

    const DEFERRING: fn() -> DeferringGuard<RecordedLinux> = DeferringGuard::enable_given_address;
    // Each store is on the line of its `line!()`.
    let stores: [(u32, fn()); 5] = [
        (line!(), || LazyMmuGuard::<Recorded>::enable().set_pte(&live()[0], VALID | 4096)),
        (line!(), || LazyMmuGuard::<NoLazyMmu>::enable().set_ptes(&live(), VALID | 4096, 4096)),
        (line!(), || LazyMmuGuard::<RecordedEl2>::enable().set_table(Two, &live()[0], VALID | 2)),
        (line!(), || DEFERRING().set_pte(&live()[0], VALID | 4096)),
        (by_a_bound(&LazyMmuGuard::<Unwalked>::enable(), &live()), || {
            by_a_bound(&LazyMmuGuard::<Recorded>::enable(), &live());
        }),
    ];
    let before = take_hook();
    set_hook(Box::new(move |info| match info.location() {
        Some(place)
            if info
                .payload_as_str()
                .is_some_and(|message| message.contains("the entry is live")) =>
        {
            LINE.set((place.file() == file!(), place.line()));
        }
        _ => before(info),
    }));
    for (line, store) in stores {
        assert!(catch_unwind(store).is_err());
        assert_eq!(LINE.take(), (true, line));
    }
}

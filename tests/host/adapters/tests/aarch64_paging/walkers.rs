//! The walkers of a table, and the TLBs' copies of it: which facts the adapter asks for, which the
//! caller answers for, and which it presumes.

use aarch64_paging::descriptor::El1Attributes;
use aarch64_paging::paging::{Constraints, MemoryRegion, PAGE_SIZE};
use lazy_mmu_arm64::aarch64_paging::LazyMapping;
use lazy_mmu_arm64::record::Instruction::{self, DsbIsh, Isb};
use lazy_mmu_arm64::record::Tlbi as Op;
use lazy_mmu_arm64::tlb::Features;
use lazy_mmu_arm64::{El1, tlb};
use lazy_mmu_core::{Unwalked, section};
use model_kernel::kernel::Recorded;
use model_mmu::model::Error;
use model_mmu::translation::Outcome;

use crate::machine::Machine;
use crate::tables::WALKED;
use crate::{READ_ONLY, READ_WRITE, UNMAPPED, eagerly, frame, page, with_tables};

#[test]
fn a_table_that_another_cpu_walks_goes_the_crates_way_unless_the_caller_answers_for_that() {
    let mut machine = with_tables();
    machine.barriers();
    section::<Recorded, _>(|_| {
        // Another CPU walks the table, too.
        machine.mark();
        machine.map_page::<Recorded>(page(0));
        assert_eq!(machine.barriers(), eagerly(&[0]));
        machine.call(|mapping| {
            let page = MemoryRegion::new(page(1), page(2));
            // SAFETY: there is no other CPU.
            unsafe {
                mapping.map_range_lazily_shared::<Recorded>(
                    &page,
                    frame(page.start().0),
                    READ_WRITE,
                    Constraints::empty(),
                )
            }
            .unwrap();
        });
        assert_eq!(machine.barriers(), []);
        machine.call(|mapping| {
            let page = MemoryRegion::new(page(1), page(2));
            // SAFETY: there is no other CPU.
            unsafe {
                mapping.map_range_lazily_shared::<Recorded>(
                    &page,
                    frame(page.start().0),
                    READ_ONLY,
                    Constraints::empty(),
                )
            }
            .unwrap();
        });
        assert_eq!(machine.barriers(), eagerly(&[1]));
    });
    machine.barriers();

    let mut machine = with_tables();
    machine.barriers();
    section::<Recorded, _>(|_| {
        // Another CPU walks the table in place of this one.
        WALKED.set(0);
        machine.map_page::<Recorded>(page(0));
        assert_eq!(machine.barriers(), eagerly(&[0]));
    });
}

/// The other CPU has registers and barriers of its own, which complete nobody else's stores.
#[test]
fn a_cpu_that_activates_the_table_later_in_the_section_may_fault_until_that_has_ended_and_finds_nothing_else()
 {
    let mut machine = with_tables();
    section::<Recorded, _>(|_| {
        machine.map_page::<Recorded>(page(0));
        machine.mark();
        let Err(Error::Access { intended, possible, .. }) =
            machine.elsewhere(&[DsbIsh, Isb], page(0))
        else {
            panic!("a deferred store has reached another CPU for certain");
        };
        assert!(matches!(intended, Outcome::Leaf(..)), "{intended}");
        assert_eq!(possible, [Outcome::Fault, intended]);
    });
    assert_eq!(machine.elsewhere(&[Isb], page(0)), Ok(()));
}

/// A fresh mapping presumes that no TLB has the page. A page is global, so deactivating its table
/// leaves it in the TLBs, and nothing tells that it was unmapped since.
#[test]
fn a_page_that_was_unmapped_while_the_table_was_inactive_takes_an_invalidation_before_it_is_mapped_lazily()
 {
    for is_invalidated in [false, true] {
        let mut machine = with_tables();
        machine.map_page::<Recorded>(page(0));
        machine.access_all();
        machine.mapping.mark_inactive();
        machine.map::<Recorded>(page(0), PAGE_SIZE, UNMAPPED).unwrap();
        machine.mapping.mark_active();
        if is_invalidated {
            tlb::invalidate_all::<El1>();
        }
        section::<Recorded, _>(|_| machine.map::<Recorded>(page(0), PAGE_SIZE, READ_ONLY)).unwrap();
        machine.access_all();
        if is_invalidated { machine.assert_right() } else { machine.assert_wrong("leaf") }
    }
}

#[test]
fn a_table_that_nobody_walks_needs_nothing() {
    let mut machine = with_tables();
    machine.barriers();
    machine.mapping.mark_inactive();
    let fresh = MemoryRegion::new(page(0), page(1));
    section::<Recorded, _>(|_| {
        machine.map_page::<Recorded>(page(1));
        machine.call(|mapping| {
            // SAFETY: nobody walks it.
            unsafe {
                mapping.map_range_lazily_shared::<Recorded>(
                    &fresh,
                    frame(page(0)),
                    READ_WRITE,
                    Constraints::empty(),
                )
            }
            .unwrap();
        });
    });
    assert_eq!(machine.barriers(), []);
    machine.mapping.mark_active();
}

#[test]
fn an_active_mapping_goes_the_crates_way_in_a_mode_for_tables_that_are_not_walked() {
    let mut machine = with_tables();
    machine.barriers();
    machine.map_page::<Unwalked>(page(0));
    assert_eq!(machine.barriers(), eagerly(&[0]));
    machine.call(|mapping| {
        let fresh = MemoryRegion::new(page(1), page(2));
        // SAFETY: there is no other CPU.
        unsafe {
            mapping.map_range_lazily_shared::<Unwalked>(
                &fresh,
                frame(page(1)),
                READ_WRITE,
                Constraints::empty(),
            )
        }
        .unwrap();
    });
    assert_eq!(machine.barriers(), eagerly(&[1]));
}

/// The repeat is recorded; the crate's own invalidation is put before it here.
#[test]
fn after_an_invalidation_of_the_crates_own_comes_what_an_erratum_needs() {
    let mut machine = with_tables();
    machine.map_page::<Recorded>(page(0));
    machine.barriers();
    let features = Features::new();
    let repeated = |machine: &mut Machine| {
        let barriers = machine.barriers();
        matches!(barriers[..], [.., Instruction::Tlbi(Op::Vale1is, 0), DsbIsh, Isb])
    };
    tlb::set_features(features.with_repeat(true));
    machine.map::<Recorded>(page(0), PAGE_SIZE, READ_ONLY).unwrap();
    assert!(repeated(&mut machine), "live");
    machine
        .call(|mapping| {
            let pages = MemoryRegion::new(page(0), page(1));
            mapping.modify_range(&pages, &|_, entry| {
                entry.modify_flags(El1Attributes::SWFLAG_0, El1Attributes::empty())
            })
        })
        .unwrap();
    assert!(repeated(&mut machine), "modified");
    machine.call(|mapping| mapping.compact_subtables());
    assert!(repeated(&mut machine), "compacted");
    machine.map_page::<Recorded>(page(1));
    assert!(!repeated(&mut machine), "fresh");
    machine.call(|mapping| mapping.mark_inactive());
    machine.map::<Recorded>(page(0), PAGE_SIZE, READ_WRITE).unwrap();
    assert!(!repeated(&mut machine), "walked by nobody");
    machine.call(|mapping| mapping.mark_active());
    tlb::set_features(features.with_repeat(false));
    machine.map::<Recorded>(page(0), PAGE_SIZE, READ_WRITE).unwrap();
    assert!(!repeated(&mut machine), "no CPU has it");
}

#[test]
fn a_cpu_that_is_added_during_an_invalidation_of_the_crates_own_gets_what_its_erratum_needs() {
    let mut machine = with_tables();
    machine.map_page::<Recorded>(page(0));
    machine.barriers();
    tlb::set_features(Features::new().with_repeat(false));
    machine
        .call(|mapping| {
            let pages = MemoryRegion::new(page(0), page(1));
            mapping.modify_range(&pages, &|_, entry| {
                tlb::add_cpu(Features::new());
                entry.modify_flags(El1Attributes::SWFLAG_0, El1Attributes::empty())
            })
        })
        .unwrap();
    let barriers = machine.barriers();
    assert!(
        matches!(barriers[..], [.., Instruction::Tlbi(Op::Vale1is, 0), DsbIsh, Isb]),
        "{barriers:?}"
    );
}

//! `lazy_mmu_arm64::sink` with a kernel's own page tables: the barriers for each change. After them
//! every address may be used and no old translation is left; with any one of them left out, not.

// Minutes in Miri: `cargo xtask test --full` has it.
#![cfg(any(not(miri), lazy_mmu_full))]

mod evidence;
mod kernel;
mod window;

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_arm64::record::Instruction::{self, DmbIshst, DsbIsh, DsbIshst, Isb, Tlbi};
use lazy_mmu_arm64::record::Tlbi as Op;
use lazy_mmu_arm64::sink::{Change, Flusher, Sink};
use lazy_mmu_arm64::{change_pte, queue_pte_barriers};
use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, PauseGuard, Unwalked, section};
use model_kernel::kernel::{Kernel, Recorded, barriers, no_erratum, settled};
use model_mmu::trace::Trace;
use paging::PAGE_SIZE;

use kernel::{
    Hypervisors, Plain, Recursive, assert_right_and_no_less, assert_wrong, consume, fresh,
    installed, live, new_leaf, page, set_leaf, with_tables,
};

const START: u64 = 0xffff_8000_0000_0000;
const LEAF: u64 = 0b11;
const TABLE: u64 = 0b11;
const ADDRESS: u64 = 0x0000_ffff_ffff_f000;
const PAIR: [Instruction; 2] = [DsbIshst, Isb];

#[test]
fn fresh_entries_settle_once_when_the_section_ends() {
    let entries = || [(); 64].map(|()| fresh());
    section::<Recorded, _>(|_| {
        entries().into_iter().for_each(consume::<Recorded, Plain>);
        assert_eq!(barriers(), []);
        assert!(!settled());
    });
    assert_eq!(barriers(), PAIR);

    let trace = with_tables();
    section::<Recorded, _>(|_| {
        for address in [page(0), page(1)] {
            set_leaf(&trace, address, new_leaf(&trace), &mut Sink::<Recorded, Plain>::new());
        }
    });
    trace.access_all();
    assert_right_and_no_less(&trace);
}

#[test]
fn fresh_entries_settle_at_once_without_a_section_in_a_pause_in_a_handler_and_without_the_mode() {
    consume::<Recorded, Plain>(fresh());
    assert_eq!(barriers(), PAIR);
    let _section = LazyMmuGuard::<Recorded>::enable();
    {
        let _pause = PauseGuard::<Recorded>::pause();
        consume::<Recorded, Plain>(fresh());
        assert_eq!(barriers(), PAIR);
    }
    Kernel::set_in_interrupt(true);
    consume::<Recorded, Plain>(fresh());
    Kernel::set_in_interrupt(false);
    assert_eq!(barriers(), PAIR);
    consume::<NoLazyMmu, Plain>(fresh());
    assert_eq!(barriers(), PAIR);
}

#[test]
fn a_live_change_is_a_whole_invalidation_at_once_whatever_section_is_open() {
    no_erratum();
    let _section = LazyMmuGuard::<Recorded>::enable();
    barriers();
    consume::<Recorded, Plain>(Change::LiveChange { address: page(3), count: 2, size: PAGE_SIZE });
    let operand = 0xff8_0000_0003;
    assert_eq!(
        barriers(),
        [DsbIshst, Tlbi(Op::Vaae1is, operand), Tlbi(Op::Vaae1is, operand + 1), DsbIsh, Isb]
    );
    assert!(settled());
    // By the regime of the tables, not of the kernel.
    consume::<Recorded, Hypervisors>(live(0x3000));
    assert_eq!(barriers(), [DsbIshst, Tlbi(Op::Vae2is, 3), DsbIsh, Isb]);
    consume::<Recorded, Plain>(Change::TableRemoved {});
    assert_eq!(barriers(), [DsbIshst, Tlbi(Op::Vmalle1is, 0), DsbIsh, Isb]);
    consume::<Recorded, Hypervisors>(Change::TableRemoved {});
    assert_eq!(barriers(), [DsbIshst, Tlbi(Op::Alle2is, 0), DsbIsh, Isb]);
}

#[test]
fn a_live_leaf_that_changes_or_goes_in_a_section_is_never_seen_again() {
    for new in [0, LEAF | 1 << 7] {
        let trace = with_tables();
        set_leaf(&trace, page(0), new_leaf(&trace), &mut Sink::<Recorded, Plain>::new());
        trace.access_all();
        let section = LazyMmuGuard::<Recorded>::enable();
        let old = trace.entry(page(0), 3).unwrap().load(Relaxed);
        set_leaf(
            &trace,
            page(0),
            if new == 0 { 0 } else { old | new },
            &mut Sink::<Recorded, Plain>::new(),
        );
        trace.access_all();
        drop(section);
        assert_right_and_no_less(&trace);
    }
}

/// A sink with a fault: it defers every change.
struct DefersEverything;

impl Flusher for DefersEverything {
    fn consume(&mut self, _: Change) {
        queue_pte_barriers::<Recorded>();
    }
}

#[test]
fn a_flusher_that_defers_a_live_change_is_found_out() {
    let trace = with_tables();
    set_leaf(&trace, page(0), new_leaf(&trace), &mut DefersEverything);
    trace.access_all();
    section::<Recorded, _>(|_| set_leaf(&trace, page(0), 0, &mut DefersEverything));
    trace.access_all();
    assert_wrong(&trace, page(0), "means a fault, and may get a fault or leaf");
}

#[test]
fn a_table_that_is_taken_away_may_be_freed_when_the_change_is_consumed() {
    let trace = with_tables();
    set_leaf(&trace, page(0), new_leaf(&trace), &mut Sink::<Recorded, Plain>::new());
    trace.access_all();
    section::<Recorded, _>(|_| {
        let entry = trace.entry(START, 2).unwrap();
        let table = entry.load(Relaxed) & ADDRESS;
        change_pte(entry, 0);
        consume::<Recorded, Plain>(live(START));
        trace.access_all();
        trace.write_data(table);
        trace.access_all();
    });
    assert_right_and_no_less(&trace);
}

/// A table that is filled first, and then linked.
fn link_filled(trace: &Trace, link: impl FnOnce(&AtomicU64, u64) -> Change) {
    let table = trace.space.frames().take().unwrap();
    change_pte(&trace.space.frames().page(table).0[0], new_leaf(trace));
    section::<Recorded, _>(|_| {
        consume::<Recorded, Plain>(link(
            trace.entry(page(512), 2).unwrap(),
            table.address() | TABLE,
        ));
    });
    trace.access_all();
}

#[test]
fn a_tables_contents_are_ordered_before_its_link_and_the_link_is_deferred() {
    let trace = with_tables();
    link_filled(&trace, |entry, table| {
        Change::link_table(entry, table).expect("nothing is linked there")
    });
    assert_right_and_no_less(&trace);

    let trace = with_tables();
    link_filled(&trace, |entry, table| {
        change_pte(entry, table);
        // SAFETY: a lie, which is the fault that is tested: no `dmb` was executed.
        unsafe { Change::table_installed() }
    });
    let failure = trace.check().expect_err("the table's garbage is not seen").to_string();
    assert!(failure.contains("garbage"), "{failure}");

    section::<Recorded, _>(|_| {
        barriers();
        let change = Change::link_table(&AtomicU64::new(0b10), TABLE)
            .expect("an invalid entry need not be 0");
        assert_eq!(barriers(), [DmbIshst]);
        consume::<Recorded, Plain>(change);
        assert_eq!(barriers(), []);
    });
    assert_eq!(barriers(), PAIR);
}

#[test]
fn nothing_is_emitted_for_tables_that_are_not_walked() {
    consume::<Unwalked, Plain>(fresh());
    consume::<Unwalked, Plain>(installed());
    consume::<Unwalked, Plain>(live(START));
    consume::<Unwalked, Plain>(Change::TableRemoved {});
    assert_eq!(barriers(), []);
}

#[test]
fn a_table_that_maps_nothing_is_invalidated_when_it_goes() {
    consume::<Recorded, Plain>(Change::LiveChange { address: page(3), count: 1, size: PAGE_SIZE });
    let of_one = barriers();
    consume::<Recorded, Plain>(Change::LiveChange { address: page(3), count: 0, size: PAGE_SIZE });
    assert_eq!(barriers(), of_one);
}

#[test]
fn where_tables_are_reached_through_themselves_one_pair_is_emitted_at_once_for_all_that_is_deferred()
 {
    section::<Recorded, _>(|_| {
        consume::<Recorded, Recursive>(fresh());
        assert_eq!(barriers(), []);
        consume::<Recorded, Recursive>(installed());
        assert_eq!(barriers(), PAIR);
        assert!(settled());
    });
    assert_eq!(barriers(), []);
    consume::<Recorded, Recursive>(installed());
    assert_eq!(barriers(), PAIR);
    consume::<NoLazyMmu, Recursive>(installed());
    assert_eq!(barriers(), PAIR);
}

#[test]
#[should_panic(expected = "a power of two of at least 4096 bytes, not 0")]
fn a_live_change_of_leaves_of_no_size_is_refused() {
    consume::<Recorded, Plain>(Change::LiveChange { address: 0, count: 1, size: 0 });
}

#[test]
#[should_panic(expected = "do not fit into the address space")]
fn a_live_change_that_passes_the_last_address_is_refused() {
    consume::<Recorded, Plain>(Change::LiveChange { address: !0xfff, count: 2, size: PAGE_SIZE });
}

#[test]
fn a_sink_prints_how_its_tables_are_reached() {
    let sink = Sink::<Recorded, Recursive>::new();
    assert_eq!(format!("{sink:?}"), "Sink { reached_through_themselves: true }");
}

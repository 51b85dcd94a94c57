//! Faults that other kernels have shipped and that no emulator shows, put in on purpose: the model
//! finds each.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_arm64::{
    El1, change_pte, emit_pte_barriers, queue_pte_barriers, set_pte, settle_fault, switch_out, tlb,
    try_set,
};
use lazy_mmu_core::{LazyMmuGuard, section};
use model_kernel::kernel::{Recorded, RecordedLinux};
use model_mmu::trace::Trace;
use paging::{Attributes, PAGE_SIZE, Pages, protect_pages, unmap_pages};

use crate::programs::{store, with_tables};
use crate::tables::free_a_table_by;
use crate::{TRANSLATION_FAULT, leaf, page};

#[track_caller]
fn assert_right(trace: &Trace) {
    trace.check().unwrap_or_else(|failure| panic!("{failure}"));
}

/// Asserts that by the model a use of this address may also come to something that is not meant.
#[track_caller]
fn assert_wrong(trace: &Trace, address: u64, also: &str) {
    let failure = trace.check().expect_err("the fault is not seen").to_string();
    assert!(failure.contains(&format!("uses {address:#x}")) && failure.contains(also), "{failure}");
}

fn with_a_page() -> Trace {
    let trace = with_tables();
    store::<Recorded>(&trace, page(0));
    trace.access_all();
    trace
}

/// A kernel that defers its writes until the section ends.
#[derive(Default)]
struct Deferred<'a>(Vec<(&'a AtomicU64, u64)>);

impl<'a> Deferred<'a> {
    fn write(&mut self, entry: &'a AtomicU64, descriptor: u64) {
        self.0.push((entry, descriptor));
    }

    fn land(self) {
        self.0.into_iter().for_each(|(entry, descriptor)| change_pte(entry, descriptor));
    }
}

#[test]
fn a_tlb_flush_before_the_deferred_writes_have_landed_leaves_stale_translations() {
    for fault in [false, true] {
        let trace = with_a_page();
        let mut deferred = Deferred::default();
        section::<Recorded, _>(|_| {
            deferred.write(trace.entry(page(0), 3).unwrap(), 0);
            if fault {
                tlb::invalidate::<El1>(page(0), 1, PAGE_SIZE);
                deferred.land();
            } else {
                deferred.land();
                tlb::invalidate::<El1>(page(0), 1, PAGE_SIZE);
            }
        });
        emit_pte_barriers();
        trace.access_all();
        if fault {
            assert_wrong(&trace, page(0), "may get a fault or leaf")
        } else {
            assert_right(&trace)
        }
    }
}

#[test]
fn a_mapping_that_is_used_inside_the_section_that_installs_it_may_fault() {
    for fault in [false, true] {
        let trace = with_tables();
        let section = LazyMmuGuard::<Recorded>::enable();
        store::<Recorded>(&trace, page(0));
        if !fault {
            section.flush();
        }
        trace.access_all();
        drop(section);
        if fault { assert_wrong(&trace, page(0), "may get a fault") } else { assert_right(&trace) }
    }
}

/// Does as `try_set` does, without the barrier pair.
fn forgetful_try_set(entry: &AtomicU64, descriptor: u64) -> Result<(), u64> {
    match entry.load(Relaxed) {
        0 => {
            change_pte(entry, descriptor);
            Ok(())
        }
        old => Err(old),
    }
}

#[test]
fn a_conditional_store_that_forgets_the_barrier_may_fault() {
    for (set, fault) in [(try_set as fn(&AtomicU64, u64) -> _, false), (forgetful_try_set, true)] {
        let trace = with_tables();
        set(trace.entry(page(0), 3).unwrap(), leaf(&trace)).unwrap();
        trace.access_all();
        if fault { assert_wrong(&trace, page(0), "may get a fault") } else { assert_right(&trace) }
    }
}

#[test]
fn freeing_a_table_by_an_invalidation_of_leaves_lets_walkers_read_what_comes_to_lie_there() {
    assert_right(&free_a_table_by(tlb::invalidate_walk::<El1>));
    assert_right(&free_a_table_by(|_, _, _| tlb::invalidate_all::<El1>()));
    assert!(free_a_table_by(tlb::invalidate::<El1>).check().is_err());
}

#[test]
fn changing_a_live_leaf_by_set_pte_leaves_the_old_translation() {
    for fault in [false, true] {
        let trace = with_a_page();
        if fault {
            let entry = trace.entry(page(0), 3).unwrap();
            // `set_pte` does this where there are no debug assertions.
            change_pte(entry, entry.load(Relaxed) | 1 << 7);
            queue_pte_barriers::<Recorded>();
        } else {
            protect_pages::<Recorded>(&trace.space, Pages::new(page(0), 1), Attributes::READ_ONLY)
                .unwrap();
        }
        trace.access_all();
        if fault { assert_wrong(&trace, page(0), " or leaf") } else { assert_right(&trace) }
    }
}

/// This is no fault: Linux's rule leaves it to the fault handler.
#[test]
fn by_linuxs_rule_a_user_leaf_may_fault_until_the_handler_has_settled_it() {
    const USER: u64 = 1 << 6;
    for retries in [false, true] {
        let trace = with_tables();
        set_pte::<RecordedLinux>(trace.entry(page(0), 3).unwrap(), leaf(&trace) | USER);
        if retries {
            let _ = settle_fault::<RecordedLinux>(TRANSLATION_FAULT, page(0));
        }
        trace.access_all();
        if retries {
            assert_right(&trace)
        } else {
            assert_wrong(&trace, page(0), "may get a fault")
        }
    }
}

#[test]
fn a_context_switch_without_its_dsb_leaves_the_stores_behind() {
    for fault in [false, true] {
        let trace = with_tables();
        let section = LazyMmuGuard::<Recorded>::enable();
        store::<Recorded>(&trace, page(0));
        if !fault {
            switch_out();
        }
        trace.on(1);
        drop(section);
        trace.access(page(0));
        if fault { assert_wrong(&trace, page(0), "may get a fault") } else { assert_right(&trace) }
    }
}

#[test]
fn a_page_is_still_reached_by_another_cpu_until_the_invalidation() {
    for fault in [false, true] {
        let trace = with_a_page();
        trace.on(1);
        let _ = settle_fault::<Recorded>(TRANSLATION_FAULT, page(0));
        trace.access(page(0));
        trace.on(0);
        if fault {
            change_pte(trace.entry(page(0), 3).unwrap(), 0);
            emit_pte_barriers();
        } else {
            unmap_pages::<Recorded>(&trace.space, Pages::new(page(0), 1)).unwrap();
        }
        trace.on(1);
        trace.access(page(0));
        if fault { assert_wrong(&trace, page(0), "means a fault") } else { assert_right(&trace) }
    }
}

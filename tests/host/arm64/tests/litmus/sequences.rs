//! [`SEQUENCES`]: each sequence of the crate, beside the litmus program that stands for it.

use lazy_mmu_arm64::tlb::{self, local, user};
use lazy_mmu_arm64::{
    El1, change_pte, emit_pte_barriers, queue_pte_barriers, set_pte, settle_fault, switch_out,
};
use lazy_mmu_core::section;
use model_kernel::kernel::{Kernel, Recorded};

use crate::calls::*;
use crate::steps::Step;

/// A test, the columns of it that hold the sequence, one after the other, and the sequence.
pub type Row = (&'static str, &'static str, fn() -> Vec<Step>);

pub const SEQUENCES: &[Row] = &[
    ("1-own-cpu/a-stored-entry-is-read-through-after-the-pair", "P0", mapped),
    ("1-own-cpu/a-stored-entry-is-written-through-after-the-pair", "P0", mapped),
    ("1-own-cpu/two-deferred-entries-are-settled-by-one-pair", "P0", a_section_of_two),
    ("1-own-cpu/two-deferred-entries-are-settled-by-one-pair", "P0", a_run_of_two),
    ("2-nested/an-inner-sections-end-flushes-for-the-outer-too", "P0", nested),
    ("3-told/another-cpu-that-is-told-of-a-mapping-synchronises", "P0", mapped),
    (
        "3-told/another-cpu-that-is-told-of-a-mapping-synchronises+deferred-when-told",
        "P0",
        deferred,
    ),
    ("3-told/another-cpu-that-is-given-the-address-depends-on-it", "P0", mapped),
    (
        "4-migration/a-task-flushes-on-another-cpu-what-it-stored-before-it-migrated",
        "P0 P1",
        || [deferred(), did(switch_out), vec![synchronised()], did(emit_pte_barriers)].concat(),
    ),
    ("4-migration/a-task-uses-on-another-cpu-what-it-settled-before-it-migrated", "P0 P1", || {
        [mapped(), did(switch_out), vec![synchronised()]].concat()
    }),
    ("4-migration/a-task-migrates-between-its-clear-and-the-dsb-before-the-tlbi", "P0 P1", || {
        migrated(invalidated(), 1)
    }),
    ("4-migration/a-task-migrates-between-the-dsb-and-the-tlbi", "P0 P1", || {
        migrated(invalidated(), 2)
    }),
    ("4-migration/a-task-migrates-between-its-tlbi-and-the-dsb-that-completes-it", "P0 P1", || {
        migrated(invalidated(), 3)
    }),
    (
        "5-contents/whoever-follows-a-new-entry-sees-what-was-stored-before-its-dmb",
        "P0",
        linked_in_a_section,
    ),
    ("5-contents/the-cpu-that-links-sees-its-own-contents", "P0", linked),
    (
        "5-contents/contents-stored-before-a-migration-are-ordered-by-a-dmb-behind-it",
        "P0 P1",
        || [did(switch_out), linked_in_a_section()].concat(),
    ),
    ("5-contents/tables-are-complete-before-another-cpu-loads-their-root", "P0", brought_up),
    ("6-unmap/another-cpus-load-does-not-see-the-reused-frame", "P0", invalidated),
    ("6-unmap/another-cpus-load-does-not-see-the-reused-frame", "P0", invalidated_by_a_range),
    ("6-unmap/another-cpus-load-does-not-see-the-reused-frame", "P0", || did(|| gather(1))),
    ("6-unmap/another-cpus-load-does-not-see-the-reused-frame+tlbi-all", "P0", || {
        did(|| {
            change_pte(&entry(LEAF), 0);
            tlb::invalidate_all::<El1>();
        })
    }),
    ("6-unmap/another-cpus-load-does-not-see-the-reused-frame+tlbi-walks", "P0", || {
        did(|| {
            change_pte(&entry(LEAF), 0);
            tlb::invalidate_walk::<El1>(ADDRESS, 1, PAGE);
        })
    }),
    ("6-unmap/another-cpus-store-does-not-reach-the-reused-frame", "P0", invalidated),
    ("6-unmap/another-cpus-store-is-seen-before-the-invalidation-returns", "P0", invalidated),
    ("6-unmap/this-cpu-faults-once-the-invalidation-has-returned", "P0", invalidated),
    (
        "6-unmap/another-cpu-that-is-told-faults-with-no-synchronisation-of-its-own",
        "P0",
        invalidated,
    ),
    ("6-unmap/a-clear-by-a-swap-is-as-good-as-a-store", "P0", invalidated),
    ("6-unmap/two-invalidations-share-their-barriers", "P0", || did(|| gather(2))),
    ("6-unmap/a-gathered-frame-is-reused-once-the-gather-is-flushed", "P0", || did(|| gather(2))),
    ("6-unmap/each-of-two-invalidations-completes-its-own", "P0", || {
        [invalidated(), invalidated()].concat()
    }),
    ("6-unmap/a-repeated-invalidation-is-as-good-as-a-single-one", "P0", || {
        did_with(PLAIN.with_repeat(true), || invalidate(1))
    }),
    ("6-unmap/this-cpu-faults-once-its-local-invalidation-has-returned", "P0", || {
        did(|| {
            change_pte(&entry(LEAF), 0);
            local::invalidate::<El1>(ADDRESS, 1, PAGE);
        })
    }),
    ("6-unmap/a-user-page-is-gone-on-every-other-cpu", "P0", invalidated_by_asid),
    ("6-unmap/a-page-of-an-address-space-is-gone-when-that-is-invalidated", "P0", || {
        did(|| {
            change_pte(&entry(LEAF), 0);
            user::invalidate_asid(user::Asid::new(7));
        })
    }),
    ("7-change/what-was-made-read-only-changes-no-more", "P0", invalidated),
    ("7-change/this-cpu-may-not-write-once-the-invalidation-has-returned", "P0", invalidated),
    ("7-change/this-cpu-may-write-once-the-invalidation-has-returned", "P0", invalidated),
    ("7-change/break-before-make-shows-the-old-page-never-after-the-new-one", "P0", replaced),
    ("7-change/break-before-make-leaves-this-cpu-with-the-new-page", "P0", replaced),
    (
        "7-change/break-before-make-leaves-this-cpu-with-the-new-page+used-while-deferred",
        "P0",
        replaced_in_a_section,
    ),
    (
        "7-change/a-deferred-make-is-used-by-another-cpu-that-is-told-by-a-release",
        "P0",
        replaced_in_a_section,
    ),
    ("7-change/a-deferred-make-never-shows-the-old-page", "P0", replaced_in_a_section),
    ("7-change/setting-the-access-flag-takes-the-pair-alone", "P0", || {
        did(|| {
            change_pte(&entry(LEAF), 1 << 10 | LEAF);
            queue_pte_barriers::<Recorded>();
        })
    }),
    ("7-change/a-compare-exchange-loses-no-dirty-state", "P0", invalidated),
    (
        "8-settle-fault/the-retry-on-a-deferred-entry-of-ones-own-does-not-fault-again",
        "P0 P0.F",
        || {
            did(|| {
                section::<Recorded, _>(|_| {
                    set_pte::<Recorded>(&entry(0), LEAF);
                    let _ = settle_fault::<Recorded>(TRANSLATION_FAULT, ADDRESS);
                });
            })
        },
    ),
    (
        "8-settle-fault/the-retry-on-a-deferred-entry-of-ones-own-does-not-fault-again+in-a-handler",
        "P0.F",
        || {
            Kernel::set_in_interrupt(true);
            let settled = settled();
            Kernel::set_in_interrupt(false);
            settled
        },
    ),
    ("8-settle-fault/the-retry-on-an-entry-of-another-cpu-does-not-fault-again", "P0 P1.F", || {
        [mapped(), settled()].concat()
    }),
    (
        "8-settle-fault/the-retry-on-an-address-from-another-cpu-does-not-fault-again",
        "P0 P1.F",
        || [mapped(), settled()].concat(),
    ),
    ("8-settle-fault/a-retried-access-that-depends-on-nothing-finds-the-entry", "P0 P1.F", || {
        [mapped(), settled()].concat()
    }),
    ("9-try-set/the-winner-of-a-try-set-uses-the-entry", "P0", won),
    ("9-try-set/the-winner-of-a-try-set-by-exclusives-uses-the-entry", "P0", won),
    ("9-try-set/the-loser-of-a-try-set-uses-what-it-found", "P0", won),
    ("9-try-set/the-loser-of-a-try-set-uses-what-it-found", "P1", lost),
    ("9-try-set/the-retry-of-the-loser-of-a-try-set-does-not-fault-again", "P0", won),
    ("9-try-set/the-retry-of-the-loser-of-a-try-set-does-not-fault-again", "P1.F", settled),
    (
        "9-try-set/try-set-over-an-entry-that-was-cleared-and-invalidated-shows-the-new-page",
        "P0 P1",
        || [invalidated(), won()].concat(),
    ),
    ("9-try-set/whoever-follows-an-entry-of-try-set-sees-its-contents", "P0", won),
    // The exception takes the place of the last ISB.
    ("10-exceptions/an-exception-stands-for-the-isb", "P0", || but_last(mapped())),
    ("10-exceptions/an-exception-return-stands-for-the-isb", "P0", || but_last(mapped())),
    ("10-exceptions/a-task-that-migrates-synchronises-by-the-exception-return", "P0", || {
        [mapped(), did(switch_out)].concat()
    }),
    ("10-exceptions/an-exception-return-stands-for-the-last-isb", "P0", invalidated_by_asid),
];

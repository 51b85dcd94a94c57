//! Programs that unmap by each form of invalidation, and give the frames back.

use lazy_mmu_arm64::record::{Instruction, Tlbi};
use lazy_mmu_arm64::tlb::user::Asid;
use lazy_mmu_arm64::tlb::{self, Features, Gather, local, set_features, user};
use lazy_mmu_arm64::{El1, Level, change_pte, set_table};
use model_kernel::kernel::Recorded;
use model_mmu::invalidation::ASID;
use model_mmu::model::Step;
use model_mmu::trace::{Trace, run};
use paging::PAGE_SIZE;

use crate::programs::{store, with_tables};
use crate::{ADDRESS, START, page};

const OURS: Asid = Asid::new(ASID);
const PLAIN: Features = Features::new().with_repeat(false);
const RANGES: Features = PLAIN.with_ranges(true);

/// Maps three pages, uses, clears and invalidates them. Then somebody else has their frames, and
/// the addresses fault.
fn unmap(features: Features, invalidate: impl FnOnce(&Trace)) -> Trace {
    let trace = with_tables();
    let restored = scopeguard::guard((), |()| set_features(PLAIN));
    set_features(features);
    if features.repeat() {
        trace.on_affected_cpus();
    }
    (0..3).for_each(|index| store::<Recorded>(&trace, page(index)));
    trace.access_all();
    trace.prepared();
    (0..3).for_each(|index| change_pte(trace.entry(page(index), 3).unwrap(), 0));
    invalidate(&trace);
    drop(restored);
    trace
}

fn free_all(trace: &Trace) {
    (0..3).for_each(|index| trace.free(page(index)));
}

/// Unmaps by a form that ends in an ISB.
fn unmap_and_use(features: Features, invalidate: impl FnOnce()) -> Trace {
    let trace = unmap(features, |trace| {
        invalidate();
        free_all(trace);
    });
    trace.access_all();
    trace
}

/// Unmaps by a form that does not end in an ISB: the frames are free before the exception return.
fn unmap_of_user(features: Features, invalidate: impl FnOnce()) -> Trace {
    let trace = unmap(features, |trace| {
        invalidate();
        free_all(trace);
    });
    trace.synchronise();
    trace.access_all();
    trace
}

pub fn ranges() -> Trace {
    unmap_and_use(RANGES, || tlb::invalidate::<El1>(START, 3, PAGE_SIZE))
}

pub fn affected_cpus() -> Trace {
    unmap_and_use(PLAIN.with_repeat(true), || tlb::invalidate::<El1>(START, 3, PAGE_SIZE))
}

pub fn affected_cpus_in_ranges() -> Trace {
    unmap_and_use(RANGES.with_repeat(true), || tlb::invalidate::<El1>(START, 3, PAGE_SIZE))
}

pub fn affected_cpus_as_a_whole() -> Trace {
    unmap_and_use(PLAIN.with_repeat(true), tlb::invalidate_all::<El1>)
}

pub fn affected_cpus_one_by_one() -> Trace {
    unmap_and_use(PLAIN.with_repeat(true), || {
        tlb::invalidate_each::<El1>([page(2), page(0), page(1)], PAGE_SIZE)
    })
}

pub fn asid() -> Trace {
    unmap_of_user(PLAIN, || user::invalidate(OURS, START, 3, PAGE_SIZE))
}

pub fn asid_in_ranges() -> Trace {
    unmap_of_user(RANGES, || user::invalidate(OURS, START, 3, PAGE_SIZE))
}

pub fn a_whole_asid() -> Trace {
    unmap_of_user(PLAIN, || user::invalidate_asid(OURS))
}

pub fn affected_cpus_and_an_asid() -> Trace {
    unmap_of_user(PLAIN.with_repeat(true), || user::invalidate(OURS, START, 3, PAGE_SIZE))
}

/// Unlinks a table and invalidates. Then its frame holds data.
fn free_a_table(features: Features, invalidate: impl FnOnce()) -> Trace {
    let trace = with_tables();
    store::<Recorded>(&trace, page(0));
    trace.access_all();
    trace.prepared();
    let entry = trace.entry(START, 2).unwrap();
    let table = entry.load(std::sync::atomic::Ordering::Relaxed) & ADDRESS;
    set_table::<Recorded>(Level::Two, entry, 0);
    set_features(features);
    invalidate();
    set_features(PLAIN);
    trace.synchronise();
    trace.access_all();
    trace.write_data(table);
    trace.access_all();
    trace
}

pub fn ranges_of_tables() -> Trace {
    let trace = unmap(RANGES, |trace| {
        let entry = trace.entry(START, 2).unwrap();
        let table = entry.load(std::sync::atomic::Ordering::Relaxed) & ADDRESS;
        change_pte(entry, 0);
        tlb::invalidate_walk::<El1>(START, 512, PAGE_SIZE);
        free_all(trace);
        trace.access_all();
        trace.write_data(table);
    });
    trace.access_all();
    trace
}

pub fn asid_of_a_table() -> Trace {
    free_a_table(PLAIN, || user::invalidate_walk(OURS, START, 1, PAGE_SIZE))
}

/// A frame in a `Gather`, which is free when it is given back.
struct Frame<'a>(u64, &'a Trace);

impl Drop for Frame<'_> {
    fn drop(&mut self) {
        self.1.free(self.0);
    }
}

pub fn gathering() -> Trace {
    let trace = unmap(PLAIN.with_repeat(true), |trace| {
        let mut gather = Gather::<El1, _, 4>::new();
        [2, 0, 1]
            .into_iter()
            .for_each(|index| gather.leaf(page(index), PAGE_SIZE, Frame(page(index), trace)));
    });
    trace.access_all();
    trace
}

/// Without the repeat the model refuses these CPUs' programs.
#[test]
fn an_affected_cpu_needs_the_repeat() {
    for call in [|| tlb::invalidate::<El1>(START, 3, PAGE_SIZE), tlb::invalidate_all::<El1>] {
        let trace = unmap_and_use(PLAIN, call);
        trace.check().unwrap();
        trace.on_affected_cpus();
        let failure = trace.check().unwrap_err().to_string();
        assert!(failure.contains("a write through 0xffff800000000000 may still come"), "{failure}");
        // The repeat's two instructions alone, after somebody else's sequence.
        let mended = unmap_and_use(PLAIN, || {
            call();
            set_features(PLAIN.with_repeat(true));
            tlb::repeat::<El1>();
        });
        mended.on_affected_cpus();
        mended.check().unwrap();
    }
}

#[test]
fn an_invalidation_of_another_asid_leaves_the_translation() {
    assert!(
        unmap_of_user(PLAIN, || user::invalidate(Asid::new(ASID + 1), START, 3, PAGE_SIZE))
            .check()
            .is_err()
    );
    assert!(unmap_of_user(PLAIN, || user::invalidate_asid(Asid::new(ASID + 1))).check().is_err());
}

/// The form without the ISB does not promise this.
#[test]
fn the_kernels_own_access_to_a_user_address_needs_an_isb() {
    let trace = unmap(PLAIN, |_| user::invalidate(OURS, START, 3, PAGE_SIZE));
    trace.access_all();
    let failure = trace.check().unwrap_err().to_string();
    assert!(failure.contains("CPU 0 uses 0xffff800000000000"), "{failure}");
    // Another CPU needs no ISB.
    let trace = unmap(PLAIN, |trace| {
        trace.on(1);
        trace.synchronise();
        trace.on(0);
        user::invalidate(OURS, START, 3, PAGE_SIZE);
    });
    trace.on(1);
    (0..3).for_each(|index| trace.access(page(index)));
    trace.check().unwrap();
}

fn locally(features: Features, call: impl FnOnce()) -> Trace {
    let trace = unmap(features, |_| call());
    trace.access_all();
    trace
}

#[test]
fn a_local_form_is_right_for_its_cpu_and_each_of_its_instructions_is_needed() {
    for trace in [
        locally(PLAIN, || local::invalidate::<El1>(START, 3, PAGE_SIZE)),
        locally(RANGES, || local::invalidate::<El1>(START, 3, PAGE_SIZE)),
        locally(PLAIN, || local::invalidate_walk::<El1>(START, 3, PAGE_SIZE)),
        locally(PLAIN, local::invalidate_all::<El1>),
    ] {
        trace.check().unwrap();
        let (not_missed, removals) = trace.not_missed();
        let steps = trace.steps();
        let not_missed: Vec<_> = not_missed.into_iter().map(|step| steps[step].1).collect();
        assert_eq!((not_missed, removals > 3), (vec![], true));
    }
}

#[test]
fn a_local_form_leaves_the_other_cpu_with_the_old_translation_until_it_invalidates_too() {
    let unmapped_on = |cpu: usize, call: fn()| {
        let trace = locally(PLAIN, || local::invalidate::<El1>(START, 3, PAGE_SIZE));
        trace.on(cpu);
        call();
        trace.synchronise();
        trace.access_all();
        trace
    };
    let failure = unmapped_on(1, || ()).check().unwrap_err().to_string();
    assert!(failure.contains("CPU 1 uses 0xffff800000000000, means a fault"), "{failure}");
    unmapped_on(1, || local::invalidate::<El1>(START, 3, PAGE_SIZE)).check().unwrap();
    unmapped_on(1, || tlb::invalidate::<El1>(START, 3, PAGE_SIZE)).check().unwrap();
    // Nor may somebody else have the frame.
    let trace = locally(PLAIN, local::invalidate_all::<El1>);
    trace.free(page(0));
    assert!(trace.check().is_err());
}

/// A `dsb nsh` completes no broadcast.
#[test]
fn a_barrier_that_is_too_narrow_completes_no_broadcast() {
    let trace = unmap_and_use(PLAIN, || tlb::invalidate::<El1>(START, 3, PAGE_SIZE));
    let narrow = |(cpu, step)| match step {
        Step::Instruction(Instruction::DsbIsh) => (cpu, Step::Instruction(Instruction::DsbNsh)),
        other => (cpu, other),
    };
    let steps: Vec<_> = trace.steps().into_iter().map(narrow).collect();
    assert!(
        steps.iter().any(|&(_, step)| matches!(
            step,
            Step::Instruction(Instruction::Tlbi(Tlbi::Vaale1is, _))
        ))
    );
    assert!(run(&mut trace.model(&[]), &steps, 0).is_err());
}

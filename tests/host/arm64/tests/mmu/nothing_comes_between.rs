//! A program is right whatever comes between any two of its steps: its task migrates, or a handler
//! maps, uses and unmaps a page of its own. And `switch_out` can't be less than it is: with less,
//! the task leaves behind what it has begun.

use lazy_mmu_arm64::record::Instruction::{At, DsbIsh, DsbIshst, Isb, Tlbi};
use lazy_mmu_core::NoLazyMmu;
use model_kernel::compared;
use model_mmu::Cpu;
use model_mmu::model::Step;
use model_mmu::trace::{Trace, run};
use paging::{Attributes, Pages, map_pages, unmap_pages};

use crate::every_instruction_is_needed::PROGRAMS;
use crate::frames;

/// The handlers' pages, under an entry of the root table that no program uses.
const HANDLERS: u64 = 0xffff_9000_0000_0000;

const SWITCH_OUT: Step = Step::Instruction(DsbIsh);
/// The synchronisation by the exception return on the CPU that the task comes to.
const RETURN: Step = Step::Instruction(Isb);

/// The traces of the programs that stay on CPU 0.
fn traces() -> impl Iterator<Item = (&'static str, Trace)> {
    let traces = PROGRAMS.iter().map(|(name, program, _)| (*name, program()));
    traces.filter(|(_, trace)| trace.steps().iter().all(|(cpu, _)| *cpu == 0))
}

/// A boundary at which something must not come.
struct Refused {
    why: String,
    /// Whether the boundary is between an invalidation and its `dsb ish`.
    invalidates: bool,
}

/// Puts each trace to the model with these steps at every boundary, and the steps that follow on
/// `cpu`. Returns how many boundaries the model accepts, and those that it refuses.
fn put_with(between: impl Fn(&Trace) -> Vec<(Cpu, Step)>, cpu: Cpu) -> (usize, Vec<Refused>) {
    let (mut accepted, mut refused) = (0, Vec::new());
    for (name, trace) in traces() {
        let steps = trace.steps();
        let between = between(&trace);
        let mut before = trace.model(&[HANDLERS]);
        for boundary in 0..=steps.len() {
            // Interrupts are masked between an `at` and its answer.
            let is_masked =
                boundary > 0 && matches!(steps[boundary - 1].1, Step::Instruction(At(_)));
            if boundary >= trace.preparation() && !is_masked {
                let rest = steps[boundary..].iter().map(|&(_, step)| (cpu, step));
                let all: Vec<_> = between.iter().copied().chain(rest).collect();
                match run(&mut before.clone(), &all, boundary) {
                    Ok(()) => accepted += 1,
                    Err(failure) => {
                        let last =
                            steps[..boundary].iter().rev().find_map(|&(_, step)| match step {
                                Step::Instruction(Tlbi(..)) => Some(true),
                                Step::Instruction(DsbIsh) => Some(false),
                                _ => None,
                            });
                        let why = format!("{name}, before step {boundary}: {failure}");
                        refused.push(Refused { why, invalidates: last == Some(true) });
                    }
                }
            }
            if let Some(&(cpu, step)) = steps.get(boundary) {
                before.step(cpu, step).expect("the program is right");
            }
        }
    }
    (accepted, refused)
}

#[track_caller]
fn assert_accepted(refused: &[Refused]) {
    assert!(
        refused.is_empty(),
        "{} boundaries, the first of them: {}",
        refused.len(),
        refused[0].why
    );
}

#[test]
fn a_migration_between_any_two_steps_changes_nothing() {
    let (accepted, refused) = put_with(|_| vec![(0, SWITCH_OUT), (1, RETURN)], 1);
    compared(&format!("{accepted} boundaries at which a task migrates"));
    assert_accepted(&refused);
}

#[test]
fn a_migration_with_less_than_a_dsb_ish_leaves_something_behind() {
    for (what, less) in
        [("no barrier", vec![]), ("`dsb ishst`", vec![(0, Step::Instruction(DsbIshst))])]
    {
        let (accepted, refused) = put_with(|_| [&less[..], &[(1, RETURN)]].concat(), 1);
        compared(&format!(
            "{} of {} boundaries need more than {what}",
            refused.len(),
            accepted + refused.len()
        ));
        assert!(!refused.is_empty(), "{what} is enough");
        let invalidations = refused.iter().filter(|refused| refused.invalidates).count();
        assert!(invalidations > 0, "{what} completes what was invalidated");
        // `dsb ishst` completes stores and nothing else.
        assert!(less.is_empty() || invalidations == refused.len(), "{}", refused[0].why);
    }
}

/// Returns the steps of a handler on CPU 0, on top of a task that has done all its steps.
fn handler(trace: &Trace) -> Vec<(Cpu, Step)> {
    let before = trace.steps().len();
    map_pages::<NoLazyMmu>(&trace.space, HANDLERS, &frames(trace, 1), Attributes::READ_WRITE)
        .expect("enough frames");
    trace.access(HANDLERS);
    unmap_pages::<NoLazyMmu>(&trace.space, Pages::new(HANDLERS, 1)).expect("just mapped");
    trace.access(HANDLERS);
    trace.steps().split_off(before)
}

#[test]
fn a_handler_between_any_two_steps_changes_nothing() {
    let (accepted, refused) = put_with(handler, 0);
    compared(&format!("{accepted} boundaries at which a handler comes"));
    assert_accepted(&refused);
}

#[test]
fn a_handler_that_forgets_its_barriers_is_refused_everywhere() {
    let forgetful = |trace: &Trace| {
        let is_barrier = |step| matches!(step, Step::Instruction(DsbIsh | DsbIshst | Isb));
        handler(trace).into_iter().filter(|&(_, step)| !is_barrier(step)).collect()
    };
    assert_eq!(put_with(forgetful, 0).0, 0);
}

//! Faults that shipped in other kernels, each with a check that accepts this mode and is seen to
//! reject a mutant which has the fault.
//!
//! What is found only by a model of the hardware (stores and invalidations that come too late) is
//! not here.

// Minutes in Miri: `cargo xtask test --full` has it.
#![cfg(any(not(miri), lazy_mmu_full))]

mod child;
mod early_return;
mod per_cpu;
mod preemption;
mod state;

use lazy_mmu_arm64::{queue_pte_barriers, record};
use lazy_mmu_core::LazyMmuGuard;
use model_kernel::kernel::Recorded;
use model_kernel::stepping::stepped;

/// What a check has to say against a mode.
type Verdict = Result<(), &'static str>;

/// A mode with guards, this one or a mutant. It pays by arm64's barrier pair, which is recorded.
trait Subject {
    type Section;

    fn enable() -> Self::Section;

    /// Stores an entry that owes a pair.
    fn store();
}

/// This mode.
struct Ours;

impl Subject for Ours {
    type Section = LazyMmuGuard<Recorded>;

    fn enable() -> Self::Section {
        LazyMmuGuard::enable()
    }

    fn store() {
        queue_pte_barriers::<Recorded>();
    }
}

/// How many pairs `f` pays.
fn pairs(f: impl FnOnce()) -> usize {
    record::take();
    f();
    record::take()
        .into_iter()
        .filter(|&instruction| instruction == record::Instruction::DsbIshst)
        .count()
}

/// Outside of any section a store is paid for at once.
fn nothing_is_on<S: Subject>() -> Verdict {
    if pairs(S::store) == 1 { Ok(()) } else { Err("the mode is still on") }
}

/// Runs `program` as often as it has steps, each time with `event` at the next one; answers with
/// each verdict.
fn at_each_step(event: fn(), program: impl Fn() -> Verdict) -> Vec<Verdict> {
    let (verdict, steps) = stepped([None; 2], event, &program);
    assert_eq!(verdict, Ok(()), "without the event nothing is wrong");
    assert!(steps > 0, "the program has no steps");
    (0..steps).map(|at| stepped([Some(at), None], event, &program).0).collect()
}

//! Faults that shipped in other kernels. Each has a check that accepts this mode and rejects a
//! mutant with the fault.
//!
//! Faults that only a model of the hardware finds (stores and invalidations that come too late) are
//! not here: `tests/host/arm64/tests/mmu` has them.

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

/// The verdict of a check: what is wrong with a mode, if anything.
type Verdict = Result<(), &'static str>;

/// A mode with guards, this one or a mutant. It settles by arm64's barrier pair, which is recorded.
trait Subject {
    type Section;

    fn enable() -> Self::Section;

    /// Stores an entry that needs a barrier pair.
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

/// Returns how many barrier pairs `f` issues.
fn pairs(f: impl FnOnce()) -> usize {
    record::take();
    f();
    record::take()
        .into_iter()
        .filter(|&instruction| instruction == record::Instruction::DsbIshst)
        .count()
}

/// Checks that no section is open: a store issues its barrier pair at once.
fn nothing_is_on<S: Subject>() -> Verdict {
    if pairs(S::store) == 1 { Ok(()) } else { Err("the mode is still on") }
}

/// Runs `program` as often as it has steps, each time with `event` at the next one; returns each
/// verdict.
fn at_each_step(event: fn(), program: impl Fn() -> Verdict) -> Vec<Verdict> {
    let (verdict, steps) = stepped([None; 2], event, &program);
    assert_eq!(verdict, Ok(()), "without the event nothing is wrong");
    assert!(steps > 0, "the program has no steps");
    (0..steps).map(|at| stepped([Some(at), None], event, &program).0).collect()
}

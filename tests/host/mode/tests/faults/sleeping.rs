//! An allocation that sleeps inside a section, on a backend that cannot sleep there.

use lazy_mmu_arm64::{Arm64, Arm64Mode};
use lazy_mmu_core::LazyMmuGuard;
use model_kernel::platform::Recording;
use model_kernel::stepping::{Stepping, preemption_is_off};
use paging::shapes::{self, Area, Lock};
use paging::{AddressSpace, Frames, Page};

use crate::Verdict;
use crate::per_cpu::PerCpu;

/// The slot is the task's, which may sleep with it.
type PerTask = Recording<Arm64, Stepping<false>>;

/// Runs a shape whose allocator may sleep: Linux's `might_sleep()`.
fn check<M: Arm64Mode>(shape: impl FnOnce(&Area<'_>, &mut dyn FnMut())) -> Verdict {
    let pool: Vec<Page> = (0..16).map(|_| Page::zeroed()).collect();
    let space = AddressSpace::new(Frames::new(Vec::leak(pool))).expect("a frame for the root");
    let frames = [(); 8].map(|()| space.frames().take().expect("enough frames"));
    let area = Area { space: &space, start: 0xffff_8000_0000_0000, frames: &frames, lock: &Lock::new(()) };
    area.install_tables::<M>().expect("enough frames");
    let mut slept = None;
    shape(&area, &mut || slept = Some(preemption_is_off()));
    match slept {
        Some(false) => Ok(()),
        Some(true) => Err("sleeping with preemption off"),
        None => Err("it did not sleep"),
    }
}

fn sleeping<M: Arm64Mode>() -> Verdict {
    check::<M>(|area, sleep| shapes::section_that_sleeps::<M>(area, sleep))
}

fn suspending<M: Arm64Mode>() -> Verdict {
    check::<M>(|area, sleep| shapes::leave_in_the_middle_unlock_sleep_relock_re_enter::<M>(area, sleep))
}

#[test]
fn nothing_sleeps_in_a_section_that_cannot() {
    assert_eq!(sleeping::<PerTask>(), Ok(()), "legal with a slot in the task");
    assert_eq!(suspending::<PerTask>(), Ok(()));
    assert_eq!(suspending::<PerCpu<true>>(), Ok(()), "the way to sleep with a slot per CPU");
    assert_eq!(sleeping::<PerCpu<true>>(), Err("sleeping with preemption off"));
}

#[test]
fn suspending_a_nested_section_is_no_way_to_sleep_with_a_slot_per_cpu() {
    let outer = LazyMmuGuard::<PerCpu<true>>::enable();
    assert_eq!(suspending::<PerCpu<true>>(), Err("sleeping with preemption off"));
    drop(outer);
    assert!(!preemption_is_off());
}

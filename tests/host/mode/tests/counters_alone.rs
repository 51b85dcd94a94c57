//! Two counters that trust their callers leave sections open, and guards do not: every balanced
//! sequence of eight calls, both ways.

// Minutes in Miri: `cargo xtask test --full` has it.
#![cfg(any(not(miri), lazy_mmu_full))]

use lazy_mmu_core::{Counts, LazyMmuGuard, PauseGuard, raw};
use model_kernel::kernel::{Kernel, Recorded, slot};

#[derive(Clone, Copy)]
enum Call {
    Enable,
    Disable,
    Pause,
    Resume,
}
use Call::{Disable, Enable, Pause, Resume};

/// Visits all sequences of `length` more calls that end each section and pause that they begin, and
/// none before it has begun.
fn balanced(
    sections: usize,
    pauses: usize,
    length: usize,
    calls: &mut Vec<Call>,
    visit: &mut impl FnMut(&[Call]),
) {
    if sections + pauses > length {
        return;
    }
    if length == 0 {
        return visit(calls);
    }
    for call in [Enable, Disable, Pause, Resume] {
        let left = match call {
            Enable => Some((sections + 1, pauses)),
            Disable => sections.checked_sub(1).map(|sections| (sections, pauses)),
            Pause => Some((sections, pauses + 1)),
            Resume => pauses.checked_sub(1).map(|pauses| (sections, pauses)),
        };
        if let Some((sections, pauses)) = left {
            calls.push(call);
            balanced(sections, pauses, length - 1, calls, visit);
            calls.pop();
        }
    }
}

/// Returns how many balanced sequences there are, and how many of them leave a section open.
fn count(run: impl Fn(&[Call])) -> (u32, u32) {
    let (mut all, mut open) = (0, 0);
    balanced(0, 0, 8, &mut Vec::new(), &mut |calls| {
        run(calls);
        Kernel::take_events();
        let Counts { enable, pause } = slot::<Recorded, _>(|slot| slot.counts());
        assert_eq!(pause, 0);
        all += 1;
        open += u32::from(enable > 0);
        slot::<Recorded, _>(|slot| slot.retire::<Recorded>());
    });
    (all, open)
}

#[test]
fn raw_calls_leave_a_section_open_after_143_of_588_sequences() {
    let run = |calls: &[Call]| {
        for call in calls {
            match call {
                // SAFETY: out of pair with pauses on purpose; the slot is retired after each
                // sequence.
                Enable => unsafe { raw::enable::<Recorded>() },
                // SAFETY: as above.
                Disable => unsafe { raw::disable::<Recorded>() },
                // SAFETY: as above.
                Pause => unsafe { raw::pause::<Recorded>() },
                // SAFETY: as above.
                Resume => unsafe { raw::resume::<Recorded>() },
            }
        }
    };
    assert_eq!(count(run), (588, 143));
}

#[test]
fn guards_leave_a_section_open_after_none() {
    let run = |calls: &[Call]| {
        let (mut sections, mut pauses) = (Vec::new(), Vec::new());
        for call in calls {
            match call {
                Enable => sections.push(LazyMmuGuard::<Recorded>::enable()),
                Disable => drop(sections.pop()),
                Pause => pauses.push(PauseGuard::<Recorded>::pause()),
                Resume => drop(pauses.pop()),
            }
        }
    };
    assert_eq!(count(run), (588, 0));
    assert_eq!(Kernel::take_reports(), []);
    assert_eq!(Kernel::pins(), 0);
}

//! A report that panics at the end of a deferring section.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lazy_mmu_arm64::Arm64;
use lazy_mmu_core::{Counts, DeferringGuard, LazyMmuGuard, Unsettled, ViolationKind, lazy_mmu};
use model_kernel::kernel::{
    Kernel, Recorded, assert_nothing_is_left, assert_reported, counts, settled, store,
};
use model_kernel::platform::{Config, Moment, Recording};

struct PanickingLog;

impl Config for PanickingLog {
    fn at(moment: Moment) {
        assert!(moment != Moment::Report, "the kernel's log");
    }
}

type Panicking = Recording<Arm64, PanickingLog>;

#[test]
fn an_end_whose_report_panics_has_ended_one_level() {
    let _outer: Vec<_> = (0..3).map(|_| LazyMmuGuard::<Recorded>::enable()).collect();
    let section = DeferringGuard::<Panicking>::enable_given_address();
    Kernel::set_in_interrupt(true);
    let outcome = catch_unwind(AssertUnwindSafe(|| drop(section)));
    Kernel::set_in_interrupt(false);
    assert!(outcome.is_err());
    assert_eq!(counts().enable, 3);
    assert_eq!(Kernel::pins(), 3, "its pin is given back");
}

/// A mapped buffer whose drop touches its pages.
struct Buffer;

impl Drop for Buffer {
    fn drop(&mut self) {
        assert!(settled(), "the buffer is touched before its mapping has taken effect");
    }
}

#[test]
fn a_report_that_panics_at_the_end_leaves_no_value_to_be_used_too_early() {
    #[lazy_mmu(defer, platform = Panicking)]
    fn map_buffer() -> Unsettled<Buffer, Panicking> {
        store();
        assert!(!settled());
        Unsettled::new(Buffer)
    }

    // Inside 255 others, so that the end of this one is reported.
    let outer: Vec<_> = (0..255).map(|_| LazyMmuGuard::<Recorded>::enable()).collect();
    let mut buffer = None;
    let outcome = catch_unwind(AssertUnwindSafe(|| buffer = Some(map_buffer())));
    assert!(outcome.is_err() && buffer.is_none(), "its report panics, and nothing is returned");
    assert_reported(ViolationKind::EnableOverflow, 255, 0);
    drop(outer);
    assert_nothing_is_left();
}

#[test]
fn a_report_that_panics_at_the_outermost_end_leaves_nothing_unsettled() {
    let section = DeferringGuard::<Panicking>::enable_given_address();
    store();
    // It ends in a handler, was made in the task, and so is reported.
    Kernel::set_in_interrupt(true);
    assert!(catch_unwind(AssertUnwindSafe(|| drop(section))).is_err());
    Kernel::set_in_interrupt(false);
    assert_eq!(counts(), Counts { enable: 0, pause: 0 });
    assert!(settled());
    assert_eq!(Kernel::pins(), 0);
}

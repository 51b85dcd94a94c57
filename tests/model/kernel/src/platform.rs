//! [`Recording`]: the platform of the thread's kernel, and what a test may say of it.

use std::marker::PhantomData;

use lazy_mmu_core::{Arch, Event, Platform, Slot, Violation};

use crate::kernel::{Kernel, Noted};
use crate::slots;

/// Something that the mode asks of the kernel, or tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    /// `pin`, which has counted.
    Pin,
    /// `in_interrupt`. Which slot is the current one has been looked at.
    InInterrupt,
    /// `with_slot`, which has the slot.
    WithSlot,
    /// `with_slot` has called its function.
    SlotReturned,
    /// `unpin`, which has counted.
    Unpin,
    /// `report`, which is on record.
    Report,
    /// `trace`, which is on record: the counter has moved, the hook has not run.
    Trace,
}

/// Where a kernel differs from the others.
pub trait Config: 'static {
    /// Whether pins are counted.
    const PINS: bool = true;

    /// Runs at each of them.
    fn at(moment: Moment) {
        let _ = moment;
    }
}

/// The kernel with nothing different about it. It is not asked for a slot that may change
/// meanwhile.
#[derive(Debug)]
pub struct Plain;

impl Config for Plain {
    fn at(moment: Moment) {
        assert!(
            moment != Moment::WithSlot || Kernel::pins() > 0,
            "the slot is asked for without a pin"
        );
    }
}

/// A platform on the thread's kernel, with the architecture `A`. Those of one architecture have the
/// same slots.
#[derive(Debug)]
pub struct Recording<A, C = Plain>(PhantomData<(A, C)>);

impl<A: Arch<Local: Default>, C: Config> Platform for Recording<A, C> {
    type Arch = A;

    fn in_interrupt() -> bool {
        let here = Kernel::here();
        C::at(Moment::InInterrupt);
        Kernel::in_interrupt_at(here)
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<A>) -> R) -> R {
        let slot = slots::at(Kernel::here());
        C::at(Moment::WithSlot);
        let answer = f(&slot);
        C::at(Moment::SlotReturned);
        answer
    }

    fn pin() {
        Kernel::add_pins(i32::from(C::PINS));
        C::at(Moment::Pin);
    }

    fn unpin() {
        Kernel::add_pins(-i32::from(C::PINS));
        C::at(Moment::Unpin);
    }

    fn report(violation: Violation) {
        Kernel::note(Noted::Reported(violation));
        C::at(Moment::Report);
    }

    fn trace(event: Event) {
        Kernel::note(Noted::Traced(event));
        C::at(Moment::Trace);
    }
}

//! [`Recording`]: the platform of the thread's kernel, and the settings of a test.

use std::marker::PhantomData;

use lazy_mmu_core::{Arch, Event, Platform, Slot, Violation};

use crate::kernel::{Kernel, Noted};
use crate::slots;

/// A call of the mode on the kernel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    /// `pin`, which has counted.
    Pin,
    /// `in_interrupt`, which has looked up the current slot.
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

/// The settings of a kernel.
pub trait Config: 'static {
    /// Whether pins are counted.
    const PINS: bool = true;

    /// Runs at each of these moments.
    fn at(moment: Moment) {
        let _ = moment;
    }
}

/// The default kernel. It asserts that nothing asks for a slot that may change meanwhile.
#[derive(Debug)]
pub struct Plain;

impl Config for Plain {
    fn at(moment: Moment) {
        assert!(
            moment != Moment::WithSlot || Kernel::pins() > 0,
            "the mode asks for the slot without a pin"
        );
    }
}

/// A platform on the thread's kernel, with the architecture `A`. Platforms of one architecture have
/// the same slots.
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

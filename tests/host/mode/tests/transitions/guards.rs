//! Guards of every kind, made on slots of their own and ended on another slot.

use std::mem::forget;
use std::rc::Rc;

use lazy_mmu_core::{DeferringGuard, LazyMmuGuard, PauseGuard, Slot};
use model_kernel::kernel::Kernel;
use model_kernel::raw::irq_enter;
use model_kernel::slots::{Observed, copy};

use crate::table::Made;

/// Where a guard is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    OutsideAll,
    InPause,
    InStuckPause,
    InPauseAt255,
    InPlatformsHandler,
    InAnnouncedHandler,
    InAnnouncedHandlerInPause,
    At255,
}

impl Place {
    pub const ALL: [Self; 8] = [
        Self::OutsideAll,
        Self::InPause,
        Self::InStuckPause,
        Self::InPauseAt255,
        Self::InPlatformsHandler,
        Self::InAnnouncedHandler,
        Self::InAnnouncedHandlerInPause,
        Self::At255,
    ];
    /// One place for each thing that a guard remembers.
    pub const FEW: [Self; 4] =
        [Self::OutsideAll, Self::InPause, Self::InAnnouncedHandler, Self::At255];

    /// Returns what kept a section's guard from counting there.
    pub fn made(self) -> Option<Made> {
        match self {
            Self::OutsideAll => None,
            Self::InPause | Self::InStuckPause | Self::InPauseAt255 => Some(Made::InPause),
            Self::InPlatformsHandler
            | Self::InAnnouncedHandler
            | Self::InAnnouncedHandlerInPause => Some(Made::InHandler),
            Self::At255 => Some(Made::AtDepth255),
        }
    }
}

/// A slot for each place. Guards are made on copies of it.
pub struct Makers<K: Observed>([Rc<Slot<K::Arch>>; 8]);

impl<K: Observed> Makers<K> {
    pub fn new() -> Self {
        Self(Place::ALL.map(|place| {
            K::put(Rc::new(Slot::new(Default::default())));
            match place {
                Place::OutsideAll | Place::InPlatformsHandler => {}
                Place::InPause => pause::<K>(1),
                Place::InStuckPause => pause::<K>(256),
                Place::InPauseAt255 => {
                    enable::<K>(255);
                    pause::<K>(1);
                }
                Place::InAnnouncedHandler => irq_enter(&K::slot()),
                Place::InAnnouncedHandlerInPause => {
                    pause::<K>(1);
                    irq_enter(&K::slot());
                }
                Place::At255 => {
                    enable::<K>(255);
                }
            }
            K::slot()
        }))
    }

    pub fn section(&self, place: Place) -> LazyMmuGuard<K> {
        self.at(place, LazyMmuGuard::enable)
    }

    pub fn deferring(&self, place: Place) -> DeferringGuard<K> {
        self.at(place, DeferringGuard::enable_given_address)
    }

    /// Makes a pause. `At255` is the depth of pauses here.
    pub fn pause(&self, place: Place) -> PauseGuard<'static, K> {
        self.at(if place == Place::At255 { Place::InStuckPause } else { place }, PauseGuard::pause)
    }

    fn at<G>(&self, place: Place, make: impl FnOnce() -> G) -> G {
        K::put(copy(&self.0[place as usize]));
        Kernel::set_in_interrupt(place == Place::InPlatformsHandler);
        make()
    }
}

/// Begins `number` more sections, and leaks their guards.
pub fn enable<K: Observed>(number: usize) {
    (0..number).for_each(|_| forget(LazyMmuGuard::<K>::enable()));
}

/// Begins `number` more pauses, and leaks their guards.
pub fn pause<K: Observed>(number: usize) {
    (0..number).for_each(|_| forget(PauseGuard::<K>::pause()));
}

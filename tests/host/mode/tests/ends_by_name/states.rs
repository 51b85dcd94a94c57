//! The states that a run begins in, and on which of the two kernels.

use std::mem::forget;

use lazy_mmu_core::{LazyMmuGuard, PauseGuard};
use model_kernel::agree::Stores;
use model_kernel::kernel::Kernel;
use model_kernel::noting::Noting;
use model_kernel::raw::irq_enter;
use model_kernel::slots::Observed;

use crate::kernel::{OneBit, Queue};

/// The states that a run begins in.
pub const STATES: [fn(Side); 7] = [
    |_| {},
    |side| side.section(1),
    |side| side.section(255),
    |side| {
        side.section(1);
        side.pause(1);
    },
    |side| side.pause(255),
    |side| {
        side.section(1);
        side.handler();
    },
    |side| {
        side.section(2);
        Kernel::set_in_interrupt(true);
    },
];

/// The kernel that a state is made on.
#[derive(Clone, Copy)]
pub enum Side {
    OneBit,
    Queue,
}

impl Side {
    fn section(self, times: u32) {
        for _ in 0..times {
            match self {
                Self::OneBit => forget(LazyMmuGuard::<OneBit>::enable()),
                Self::Queue => forget(LazyMmuGuard::<Queue>::enable()),
            }
        }
        match self {
            Self::OneBit => Noting::<true>::store::<OneBit>(),
            Self::Queue => Noting::<false>::store::<Queue>(),
        }
    }

    fn pause(self, times: u32) {
        for _ in 0..times {
            match self {
                Self::OneBit => forget(PauseGuard::<OneBit>::pause()),
                Self::Queue => forget(PauseGuard::<Queue>::pause()),
            }
        }
    }

    fn handler(self) {
        match self {
            Self::OneBit => irq_enter(&OneBit::slot()),
            Self::Queue => irq_enter(&Queue::slot()),
        }
    }
}

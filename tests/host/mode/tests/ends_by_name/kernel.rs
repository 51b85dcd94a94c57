//! Two kernels, by one bit and by a queue, in which one call of `trace` or `report` unwinds.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::thread::panicking;

use model_kernel::noting::Noting;
use model_kernel::platform::{Config, Moment, Recording};

thread_local! {
    /// How many calls of `trace` and `report` return before one unwinds; below 0 none does.
    pub static UNWINDS_AFTER: Cell<i32> = const { Cell::new(-1) };
}

pub type OneBit = Recording<Noting<true>, Unwinding>;
pub type Queue = Recording<Noting<false>, Unwinding>;

#[derive(Debug)]
pub struct Unwinding;

impl Config for Unwinding {
    fn at(moment: Moment) {
        if matches!(moment, Moment::Trace | Moment::Report) {
            let left = UNWINDS_AFTER.get();
            UNWINDS_AFTER.set(left - i32::from(left >= 0));
            if left == 0 && !panicking() {
                unwind();
            }
        }
    }
}

/// Unwinds without a message.
pub fn unwind() -> ! {
    resume_unwind(Box::new(()))
}

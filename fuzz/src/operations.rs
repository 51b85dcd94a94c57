//! Any sequence of operations on one slot, compared with a model after each operation: on arm64,
//! which defers by one bit, and on an architecture that queues, where every hook runs.

mod machine;
mod step;

use model_kernel::kernel::{Hooked, Recorded};

use machine::Machine;

/// Runs `bytes` as a program, on both kernels.
///
/// # Panics
///
/// Panics if anything visible differs from the model, or a promise is broken.
pub fn check(bytes: &[u8]) {
    let steps = step::program(bytes);
    Machine::<Recorded>::run_all(&steps);
    Machine::<Hooked>::run_all(&steps);
}

#[cfg(test)]
mod tests {
    use super::*;
    use step::Step::{self, *};

    /// 127 times, and 128.
    const MANY: (u8, u8) = (254, 255);

    #[test]
    fn at_the_ends_of_the_counters_which_chance_seldom_reaches_the_model_agrees() {
        let programs: [&[Step]; 5] = [
            // The 256th section does not count.
            &[Enable(MANY.0), Enable(MANY.1), Enable(0), Store, Drop(255), Store],
            // Nor does a section that was suspended while others took its place.
            &[Enable(0), Suspend(0), Enable(MANY.0), Enable(MANY.1), End, Store, Drop(255)],
            // A handler makes the 256th pause, which its end takes back.
            &[
                Enable(0),
                Pause(MANY.0),
                Pause(MANY.1),
                Interrupt,
                IrqExit(0),
                Pause(0),
                End,
                Drop(1),
            ],
            // A stuck pause stays stuck, whatever a handler does.
            &[
                Enable(0),
                Pause(MANY.0),
                Pause(MANY.1),
                Pause(0),
                Interrupt,
                IrqExit(0),
                End,
                Drop(1),
            ],
            // The slot cannot tell when the 255th handler ends.
            &[
                Enable(0),
                Store,
                IrqEnter(MANY.0),
                IrqEnter(MANY.1),
                IrqExit(MANY.0),
                IrqExit(MANY.1),
                Store,
                Drop(0),
            ],
        ];
        for steps in programs {
            Machine::<Recorded>::run_all(steps);
            Machine::<Hooked>::run_all(steps);
        }
    }
}

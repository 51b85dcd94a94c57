//! Any sequence of operations on one slot, compared with a model after each: on arm64, which owes one bit, and on an architecture whose
//! every hook runs.

mod machine;
mod step;

use model_kernel::host::{Hooked, Recorded};

use machine::Machine;

/// Runs the program that `bytes` are, on both kernels.
///
/// # Panics
///
/// If anything that can be seen differs from the model, or a promise is broken.
pub fn check(bytes: &[u8]) {
    let steps = step::program(bytes);
    Machine::<Recorded>::run_all(&steps);
    Machine::<Hooked>::run_all(&steps);
}

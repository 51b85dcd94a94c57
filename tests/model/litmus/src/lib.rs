//! The litmus tests of `tests/litmus`, read: their claims, their programs, and what Arm's memory
//! model answered.
//!
//! [`folder`] has the tests with their answers, and [`program`] one of them, parsed. Nothing here
//! asks the model: `cargo xtask litmus` does.

pub mod folder;
pub mod program;

pub use folder::{Answer, Test, tests};
pub use program::{Column, Instruction, Program};

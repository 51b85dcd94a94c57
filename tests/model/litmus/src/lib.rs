//! A reader of the litmus tests in `tests/litmus`: their claims, their programs, and the answers of
//! Arm's memory model.
//!
//! [`folder`] reads the tests with their answers, and [`program`] parses one of them. Nothing here
//! asks the memory model: `cargo xtask litmus` does.

pub mod folder;
pub mod program;

pub use folder::{Answer, Test, tests};
pub use program::{Column, Instruction, Program};

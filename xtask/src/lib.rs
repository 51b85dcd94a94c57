//! The commands that a person types: [`commands`] lists them, and [`demo`] is the first.

pub mod commands;
pub mod demo;
pub mod rows;
pub mod run;
mod table;

use std::process::ExitCode;

/// Prints an error and its causes, without a backtrace: a user of this tool has no use for one.
pub fn report(error: anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}

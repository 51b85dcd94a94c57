//! What a person types: [`commands`] are all there are, and [`demo`] is the first of them.

pub mod commands;
pub mod demo;
pub mod rows;
pub mod run;
mod table;

use std::process::ExitCode;

/// Prints an error and its causes, and nothing that only a programmer of this tool could use.
pub fn report(error: anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}

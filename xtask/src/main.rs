//! What a person types: `cargo xtask demo`, `test`, `bench`, `bless`, and other people's tools as they are used here.

mod bench;
mod bless;
mod chart;
mod demo;
mod host;
mod msrv;
mod nightly;
mod packages;
mod readme;
mod rows;
mod step;
mod table;
mod test;
mod tools;

use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "Shows and checks lazy-mmu; each command sets up what it needs")]
enum Command {
    /// Boot an arm64 kernel in QEMU and show what mapping pages costs, eagerly and lazily.
    Demo {
        /// Boot nothing: run the same functions in this process, with barriers that are recorded instead of executed.
        #[arg(long)]
        host: bool,
    },
    /// Check formatting, lints, documentation, builds and packages, and run all tests.
    Test {
        /// Add what takes minutes: ten million operations of each stress program, and the longer host tests in Miri.
        #[arg(long)]
        full: bool,
    },
    /// Count what the mode costs and what would be used instead, and fail if a target is missed.
    Bench,
    /// Write all snapshots anew, and say which changed.
    Bless,
    #[command(flatten)]
    Tool(tools::Tool),
}

fn main() -> ExitCode {
    let outcome = match Command::parse() {
        Command::Demo { host } => demo::run(host),
        Command::Test { full } => test::run(full),
        Command::Bench => bench::run(),
        Command::Bless => bless::run(),
        Command::Tool(tool) => tool.run(),
    };
    outcome.unwrap_or_else(report)
}

/// Prints an error and its causes, and nothing that only a programmer of this tool could use.
fn report(error: anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}

/// The exit code that says whether all went well.
fn exit_code(ok: bool) -> ExitCode {
    if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

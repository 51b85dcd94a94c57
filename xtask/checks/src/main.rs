//! The commands of `cargo xtask` besides the demo: `test`, `bench`, `bless`, and those that run
//! other people's tools.

mod bench;
mod bless;
mod demo_page;
mod litmus;
mod msrv;
mod nightly;
mod packages;
mod step;
mod test;
mod time;
mod tools;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use xtask::report;

#[derive(Parser)]
#[command(
    bin_name = "cargo xtask",
    about = "Shows and checks lazy-mmu; each command sets up what it needs"
)]
enum Command {
    /// Check formatting, lints, documentation, builds and packages, and run all tests.
    Test {
        /// Add what takes minutes: ten million operations of each stress program, and the longer
        /// host tests in Miri.
        #[arg(long)]
        full: bool,
    },
    /// Count what the mode costs and what would be used instead, and fail if a target is missed.
    Bench {
        /// Build the tree of Linux 7.2 in this folder, count the same of its mode, and show both.
        #[arg(long, value_name = "TREE")]
        linux: Option<PathBuf>,
    },
    /// Time mapping and unmapping on the CPU of this host, which is arm64, and show a table to
    /// paste.
    Time {
        /// Emulate the CPU, on any host: that shows that the command works, and no times.
        #[arg(long)]
        emulated: bool,
    },
    /// Write all snapshots anew, and say which changed.
    Bless,
    #[command(flatten)]
    Tool(tools::Tool),
}

fn main() -> ExitCode {
    let outcome = match Command::parse() {
        Command::Test { full } => test::run(full),
        Command::Bench { linux } => bench::run(linux.as_deref()),
        Command::Time { emulated } => time::run(emulated),
        Command::Bless => bless::run(),
        Command::Tool(tool) => tool.run(),
    };
    outcome.unwrap_or_else(report)
}

/// Returns the exit code of success or of failure.
fn exit_code(ok: bool) -> ExitCode {
    if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use xtask::commands::COMMANDS;

    use super::*;

    #[test]
    fn the_commands_are_those_that_xtask_lists_with_what_they_do() {
        let command = Command::command();
        let about = |command: &clap::Command| {
            command.get_about().map(ToString::to_string).unwrap_or_default()
        };
        let here: Vec<_> = command
            .get_subcommands()
            .map(|command| (command.get_name().to_owned(), about(command)))
            .collect();
        let listed: Vec<_> =
            COMMANDS[2..].iter().map(|&(name, what)| (name.to_owned(), what.to_owned())).collect();
        assert_eq!(here, listed);
    }
}

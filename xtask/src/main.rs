//! `cargo xtask`: runs the demo and the example kernels. The other commands are of other packages,
//! which are compiled when one is asked for.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use harness::{cargo, program, progress};
use xtask::commands::{COMMANDS, help};
use xtask::run::{self, list};
use xtask::{demo, report};

const DEMO_HELP: &str = "\
Boots an arm64 kernel in QEMU and shows what mapping pages costs, eagerly and in a section

Usage: cargo xtask demo [--host]

Options:
      --host  Boot nothing: run the same functions in a process of this host, with barriers that are recorded instead of executed
";

const RUN_HELP: &str = "\
Boots an example kernel in QEMU, shows what it prints, and counts its barriers from outside

Usage: cargo xtask run <NAME>

Names: ";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    obey(&arguments).unwrap_or_else(report)
}

fn obey(arguments: &[OsString]) -> Result<ExitCode> {
    let words: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    match words.iter().map(AsRef::as_ref).collect::<Vec<&str>>()[..] {
        [] | ["help" | "--help" | "-h"] => print!("{}", help()),
        ["demo"] => return demo::run(false),
        ["demo", "--host"] => return demo::run(true),
        ["demo", "--help" | "-h"] => print!("{DEMO_HELP}"),
        ["demo", other, ..] => bail!("`demo` has no option `{other}`; it has `--host`"),
        ["run"] => bail!("`run` takes the name of a kernel: {}", list(&program::examples()?)),
        ["run", "--help" | "-h"] => println!("{RUN_HELP}{}", list(&program::examples()?)),
        ["run", name] => return run::run(name),
        ["run", _, other, ..] => bail!("`run` takes one name, and `{other}` is a second one"),
        [name, ..] if COMMANDS.iter().any(|(command, _)| *command == name) => {
            return forward(name, arguments);
        }
        [other, ..] => bail!("there is no command `{other}`\n\n{}", help()),
    }
    Ok(ExitCode::SUCCESS)
}

/// Has the package of that command run it. Returns its exit code.
fn forward(name: &str, arguments: &[OsString]) -> Result<ExitCode> {
    progress(&format!("compiling `cargo xtask {name}`"));
    let status = cargo::command()
        .args(["run", "--quiet", "--package", "checks", "--"])
        .args(arguments)
        .status();
    let status = status.context("cargo does not start; install Rust with rustup")?;
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from))
}

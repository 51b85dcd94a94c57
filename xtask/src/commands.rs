//! The commands of `cargo xtask`, which prints them if it is given none.

/// Each command with what it does. This package runs the first two. The package `checks` runs the
/// others, and knows their options.
pub const COMMANDS: [(&str, &str); 13] = [
    (
        "demo",
        "Boot an arm64 kernel in QEMU and show what mapping pages costs, eagerly and in a section",
    ),
    ("run", "Boot an example kernel in QEMU and show what it prints: first-kernel"),
    ("test", "Check formatting, lints, documentation, builds and packages, and run all tests"),
    (
        "bench",
        "Count what the mode costs and what would be used instead, and fail if a target is missed",
    ),
    (
        "time",
        "Time mapping and unmapping on the CPU of this host, which is arm64, and show a table to paste",
    ),
    ("bless", "Write all snapshots anew, and say which changed"),
    (
        "fuzz",
        "Have libFuzzer look for a sequence of operations, or a use of the attribute, that is treated wrongly",
    ),
    ("mutants", "Put faults into the libraries, one at a time, and say which ones no test finds"),
    ("coverage", "Say how much of the libraries the host tests execute"),
    (
        "litmus",
        "Put the litmus tests to Arm's memory model, by herd7, and compare its answers with those that are recorded",
    ),
    ("deny", "Check the licences and the sources of all dependencies, and the sources of ArceOS"),
    ("semver", "Check that what changed since a revision is allowed by the version"),
    ("msrv", "Build the libraries with the oldest Rust that they are for"),
];

/// Returns the help: a line for each command.
pub fn help() -> String {
    let lines = COMMANDS.map(|(name, what)| format!("  {name:<8}  {what}\n"));
    format!(
        "Shows and checks lazy-mmu; each command sets up what it needs\n\nUsage: cargo xtask <COMMAND>\n\nCommands:\n{}\n\
         `cargo xtask <COMMAND> --help` lists its options.\n",
        lines.concat()
    )
}

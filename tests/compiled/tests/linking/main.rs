//! Registration as linkers see it: a program, or a library for another linker, with no
//! `set_platform!`, with one, and with two in crates that do not know each other. The tests show
//! which tool finds the mistake, and what it prints.
//!
//! Tests of the mistakes that no linker finds are here, too, under names that say so.

mod crates;
mod executables;
mod libraries;
mod names;
mod targets;
mod versions;

use std::process::Command;

use crates::{Crates, Registered};

/// The words for an undefined symbol: LLVM's, and GNU's two.
const UNDEFINED: &[&str] =
    &["undefined symbol: ", "undefined reference to `", "undefined reference to '"];
/// The words for a symbol that is defined twice. The last are the compiler's, which itself links
/// the crates that it optimizes together.
const DUPLICATE: &[&str] = &[
    "duplicate symbol: ",
    "multiple definition of `",
    "multiple definition of '",
    "Linking globals named '",
];

/// Asserts that linking failed, and that the output names a symbol of ours after one of these
/// words.
fn assert_says(said: Result<std::path::PathBuf, String>, words: &[&str], what: &str) {
    let said = match said {
        Ok(file) => panic!("{what}: it was linked, as {}", file.display()),
        Err(said) => said,
    };
    let symbol = lazy_mmu();
    assert!(
        words.iter().any(|words| said.contains(&format!("{words}{symbol}"))),
        "{what}: no `{}…{symbol}` in\n{said}",
        words[0]
    );
}

/// Returns the beginning of all our symbols. Its version is the compatible one, by Cargo's rule.
fn lazy_mmu() -> String {
    let [major, minor] = [env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR")];
    let version = if major == "0" { format!("0_{minor}") } else { major.to_owned() };
    format!("lazy_mmu_{version}__write_set_platform_")
}

/// Runs a command, and returns whether it succeeded and its output on both streams.
fn output(command: &mut Command) -> (bool, String) {
    let output =
        command.output().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    (
        output.status.success(),
        [output.stdout, output.stderr].iter().map(|text| String::from_utf8_lossy(text)).collect(),
    )
}

/// Returns whether a program is on the path.
fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Asserts that, for this kind and these flags, no registration is an error, one is right, and two
/// are an error.
fn assert_one_is_needed_and_enough(crates: &Crates, kind: &str, flags: &[&str]) {
    let what = format!("{kind} with {flags:?}");
    for registered in [Registered::Nowhere, Registered::InCrateThatNobodyNames] {
        assert_says(
            crates.link(kind, registered, flags),
            UNDEFINED,
            &format!("{registered:?}, {what}"),
        );
    }
    assert_one_is_enough(crates, kind, flags);
}

/// Asserts the same for a kind whose linker leaves undefined symbols to the loader.
fn assert_one_is_enough(crates: &Crates, kind: &str, flags: &[&str]) {
    let what = format!("{kind} with {flags:?}");
    crates
        .link(kind, Registered::InCrate, flags)
        .unwrap_or_else(|said| panic!("one registration, {what}:\n{said}"));
    for registered in [Registered::InTwoCrates, Registered::InProgramAndCrate] {
        assert_says(
            crates.link(kind, registered, flags),
            DUPLICATE,
            &format!("{registered:?}, {what}"),
        );
    }
}

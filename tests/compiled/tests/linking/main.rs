//! Registration as linkers see it: a program, or a library that another linker reads, with no
//! `set_platform!`, one, and two in crates that do not know each other. What is found, by whom, and
//! what is printed then.
//!
//! What no linker finds is here too, under names that say so.

mod crates;
mod executables;
mod libraries;
mod names;
mod targets;
mod versions;

use std::process::Command;

use crates::{Crates, Registered};

/// What a linker calls a symbol that nobody defines: LLVM's, and GNU's two.
const UNDEFINED: &[&str] =
    &["undefined symbol: ", "undefined reference to `", "undefined reference to '"];
/// And one that two define. The last is the compiler, which links by itself what it optimizes
/// together.
const DUPLICATE: &[&str] = &[
    "duplicate symbol: ",
    "multiple definition of `",
    "multiple definition of '",
    "Linking globals named '",
];

/// The text that a linker printed names a symbol of ours behind one of these words.
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

/// What all symbols begin with. The version is the compatible one, by Cargo's rule.
fn lazy_mmu() -> String {
    let [major, minor] = [env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR")];
    let version = if major == "0" { format!("0_{minor}") } else { major.to_owned() };
    format!("lazy_mmu_{version}__write_set_platform_")
}

/// What a command printed on both streams, and whether it succeeded.
fn output(command: &mut Command) -> (bool, String) {
    let output =
        command.output().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    (
        output.status.success(),
        [output.stdout, output.stderr].iter().map(|text| String::from_utf8_lossy(text)).collect(),
    )
}

/// Whether a program is on the path.
fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Each case of a kind that is linked by these flags: nothing registered is an error, one crate is
/// right, and two are an error.
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

/// The same of a kind whose linker leaves what is undefined to whoever loads it.
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

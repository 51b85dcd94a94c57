//! Boots `tests/attributes/bare/defmt_test.rs`, in which `#[defmt_test::tests]` and `#[lazy_mmu]`
//! are on the same functions.

use std::path::PathBuf;
use std::process::Stdio;

use harness::machine::ARM64;
use harness::program::Program;
use harness::qemu::Qemu;
use harness::{cargo, plugin, setup};
use serde_json::Value;

/// The program. It is a test of its package, so cargo says where it is.
fn build() -> PathBuf {
    let mut cargo = cargo::command();
    cargo.args([
        "build",
        "--release",
        "--message-format=json-render-diagnostics",
        "--package=attributes",
        "--test=defmt_test",
        "--target",
    ]);
    let output = cargo
        .arg(ARM64.target)
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo starts, as it did for this test");
    assert!(output.status.success(), "it did not build; cargo says above why");
    let messages = String::from_utf8(output.stdout).expect("JSON");
    let mut messages = messages
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON, a message a line"));
    let program = messages.find_map(|message| message["executable"].as_str().map(PathBuf::from));
    program.expect("cargo built a program")
}

#[test]
fn functions_of_defmt_test_run_in_sections_that_end() {
    let qemu = Qemu::find(&ARM64).expect("one that is usable").expect("QEMU is installed");
    setup::rust_target(ARM64.target).expect("the target is installed");
    let plugin = plugin::build(qemu.version()).expect("it builds");
    let program =
        Program { name: "defmt_test".to_owned(), elf: build(), qemu_arguments: Vec::new() };
    let run = qemu.boot(&program, &plugin).unwrap_or_else(|error| panic!("{error:#}"));
    let said: Vec<_> = run.stdout.lines().collect();
    assert_eq!(
        said,
        [
            "`init`: 1 section",
            "a test with `#[lazy_mmu]` below `#[test]`: 1 section",
            "a test with `#[lazy_mmu]` above `#[test]`: 1 section",
            "afterwards: 0 sections",
        ]
    );
}

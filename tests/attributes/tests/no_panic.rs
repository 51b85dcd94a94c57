//! `#[no_panic]`: `src/bin/no_panic.rs` links if its sections add nothing that may panic. This test
//! builds and runs it, because it takes an optimized build in which panics unwind.

use std::process::{Command, Output};

fn run(features: &str) -> Output {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "run",
        "--quiet",
        "--release",
        "--config",
        "profile.release.panic='unwind'",
        "--bin",
        "no_panic",
    ]);
    cargo.args(["--features", features, "--target-dir", env!("CARGO_TARGET_TMPDIR")]);
    cargo
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts, as it did for this test")
}

#[test]
fn a_section_beside_no_panic_links_and_runs() {
    let output = run("no-panic");
    let (said, error) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(said, "four functions ran in a section or a pause\n", "{error}");
    assert!(output.status.success());
}

#[test]
fn a_panic_in_a_section_is_found_by_no_panic() {
    let output = run("no-panic,panics");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && error.contains("detected panic in function `panics`"),
        "{error}"
    );
    assert_eq!(error.matches("detected panic").count(), 1, "{error}");
}

//! A package, compiled for a kernel, as assembly.

use std::fs;

use crate::machine::ARM64;
use crate::{cargo, setup};

/// The assembly of the library `package`, compiled in release with `features`.
///
/// # Panics
///
/// If it does not build.
pub fn of(package: &str, features: &str) -> String {
    setup::rust_target(ARM64.target).expect("the target");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("assembly.s");
    let built = cargo::command()
        .args(["rustc", "--quiet", "--release", "--package", package, "--lib", "--target", ARM64.target, "--features", features, "--"])
        .arg(format!("--emit=asm={}", file.display()))
        .status()
        .expect("cargo starts");
    assert!(built.success(), "{package} does not build with `{features}`");
    fs::read_to_string(file).expect("the assembly")
}

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

/// The same without what tells one compilation from another: the names of files, and the hashes in symbols.
///
/// # Panics
///
/// If it does not build.
pub fn instructions(package: &str, features: &str) -> String {
    let text = of(package, features);
    let lines = text.split_inclusive('\n').filter(|line| ![".file", ".ident"].iter().any(|word| line.trim_start().starts_with(word)));
    lines.map(without_hashes).collect()
}

/// A hash stands at the end of a mangled name, as `17h0123456789abcdefE`.
fn without_hashes(line: &str) -> String {
    let mut parts = line.split("17h");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| match part.split_at_checked(16) {
        Some((hash, rest)) if hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => text + rest,
        _ => text + "17h" + part,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn hashes_are_taken_out_of_symbols_and_nothing_else() {
        let line = "\tb.ne\t_ZN4core3foo17h0123456789abcdefE+4, _ZN4core3bar17hfedcba9876543210E, 17h\n";
        assert_eq!(super::without_hashes(line), "\tb.ne\t_ZN4core3fooE+4, _ZN4core3barE, 17h\n");
    }
}

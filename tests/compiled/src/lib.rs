//! The assembly of a package that is compiled for a kernel, for the tests that start the compiler.

use std::collections::BTreeMap;
use std::fs;

use harness::machine::ARM64;
use harness::{cargo, setup};
use rustc_demangle::demangle;

/// Returns the assembly of the library `package`, compiled in release with `features`.
///
/// # Panics
///
/// Panics if the package does not build.
pub fn assembly(package: &str, features: &str) -> String {
    setup::rust_target(ARM64.target).expect("the target");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("assembly.s");
    let built = cargo::command()
        .args([
            "rustc",
            "--quiet",
            "--release",
            "--package",
            package,
            "--lib",
            "--target",
            ARM64.target,
            "--features",
            features,
            "--",
        ])
        .arg(format!("--emit=asm={}", file.display()))
        .status()
        .expect("cargo starts");
    assert!(built.success(), "{package} does not build with `{features}`");
    fs::read_to_string(file).expect("the assembly")
}

/// Returns the same without all that differs from one compilation to another: the names of files,
/// and the hashes in symbols.
///
/// # Panics
///
/// Panics if the package does not build.
pub fn instructions(package: &str, features: &str) -> String {
    let text = assembly(package, features);
    let lines = text
        .split_inclusive('\n')
        .filter(|line| ![".file", ".ident"].iter().any(|word| line.trim_start().starts_with(word)));
    lines.map(without_hashes).collect()
}

/// Returns the instructions of each function of a package, a line for each, under the function's
/// name in the source.
///
/// They do not depend on the other functions: labels are numbered within the function, and symbols
/// have no hashes.
///
/// # Panics
///
/// Panics if the package does not build.
pub fn functions(package: &str) -> BTreeMap<String, Vec<String>> {
    let text = assembly(package, "");
    let mut functions = BTreeMap::new();
    for function in text
        .split("\t.type\t")
        .skip(1)
        .filter(|block| block.lines().next().is_some_and(|line| line.ends_with(",@function")))
    {
        let (name, lines) = function.split_once(",@function\n").expect("filtered for it");
        functions.insert(format!("{:#}", demangle(name)), normalized(lines));
    }
    functions
}

/// Returns the instructions and labels among the lines of a function.
fn normalized(lines: &str) -> Vec<String> {
    const LOCAL: &str = ".LBB";
    let body = || lines.lines().skip(1).take_while(|line| !line.starts_with(".Lfunc_end"));
    let labels: Vec<&str> = body()
        .filter_map(|line| line.strip_suffix(':'))
        .filter(|label| label.starts_with(LOCAL))
        .collect();
    body()
        .filter(|line| {
            let line = line.trim_start();
            !line.starts_with("//") && (line.starts_with(LOCAL) || !line.starts_with('.'))
        })
        .map(|line| {
            let words = line.split_inclusive([' ', '\t', ',']).map(|word| {
                let bare = word.trim_end_matches([' ', '\t', ',', ':']);
                match labels.iter().position(|label| *label == bare) {
                    Some(label) => word.replace(bare, &(label + 1).to_string()),
                    None => word.replace(bare, &format!("{:#}", demangle(bare))),
                }
            });
            words.collect::<String>().replacen('\t', "    ", 1).replace('\t', " ")
        })
        .collect()
}

/// Removes hashes, which stand at the end of a mangled name, as `17h0123456789abcdefE`.
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
    fn labels_are_numbered_within_the_function_and_directives_left_out() {
        let lines = "f:\n\t.cfi_startproc\n\t//APP\n\tmrs\tx0, SP_EL0\n\tcbz\tx0, .LBB7_3\n.LBB7_1:\n\tbl\t_ZN3foo17h0123456789abcdefE\n\tb\t.LBB7_1\n.LBB7_3:\n\tret\n.Lfunc_end7:\n";
        let expected =
            ["    mrs x0, SP_EL0", "    cbz x0, 2", "1:", "    bl foo", "    b 1", "2:", "    ret"];
        assert_eq!(super::normalized(lines), expected);
    }

    #[test]
    fn hashes_are_taken_out_of_symbols_and_nothing_else() {
        let line =
            "\tb.ne\t_ZN4core3foo17h0123456789abcdefE+4, _ZN4core3bar17hfedcba9876543210E, 17h\n";
        assert_eq!(super::without_hashes(line), "\tb.ne\t_ZN4core3fooE+4, _ZN4core3barE, 17h\n");
    }
}

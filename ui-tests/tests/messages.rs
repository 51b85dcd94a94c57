//! What the compiler and the linker say in words of ours: builds every file of `messages/`, and looks for the lines that begin with `//~`
//! in what is printed for it. What stands around them is not ours, and changes from version to version.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

/// By its name: what must be said about it.
type Cases = BTreeMap<String, Vec<String>>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("messages")
}

fn cases() -> Cases {
    let cases = folder().read_dir().unwrap().map(|file| {
        let path = file.unwrap().path();
        let source = fs::read_to_string(&path).unwrap();
        let says: Vec<_> = source.lines().filter_map(|line| line.strip_prefix("//~ ")).map(squeezed).collect();
        assert!(!says.is_empty() && path.extension().unwrap() == "rs", "{} says nothing with `//~`", path.display());
        (path.file_stem().unwrap().to_str().unwrap().to_owned(), says)
    });
    cases.collect()
}

/// Without line breaks and what is drawn at their start, which depend on where a message stands.
fn squeezed(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !word.chars().all(|c| "|-".contains(c)));
    words.collect::<Vec<_>>().join(" ")
}

/// A package with a program for each case, locked to the versions of this workspace.
fn write_package(cases: &Cases, package: &Path) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut manifest = "[package]\nname = \"messages\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n".to_owned();
    for library in ["lazy-mmu-core", "lazy-mmu-arm64"] {
        manifest += &format!("{library} = {{ path = {:?} }}\n", workspace.join(library));
    }
    for case in cases.keys() {
        manifest += &format!("[[bin]]\nname = {case:?}\npath = {:?}\n", folder().join(case).with_extension("rs"));
    }
    fs::create_dir_all(package).unwrap();
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::copy(workspace.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
}

/// By the name of a case: all that was printed for it.
fn build(package: &Path) -> BTreeMap<String, String> {
    let output = Command::new(env::var_os("CARGO").unwrap())
        .args(["build", "--offline", "--keep-going", "--message-format=json", "--target-dir"])
        .arg(package.join("target"))
        .current_dir(package)
        .output()
        .unwrap();
    let mut said = BTreeMap::<String, String>::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        if let (Some(case), Some(text)) = (message["target"]["name"].as_str(), message["message"]["rendered"].as_str()) {
            *said.entry(case.to_owned()).or_default() += text;
        }
    }
    assert!(!said.is_empty(), "cargo built nothing: {}", String::from_utf8_lossy(&output.stderr));
    said
}

#[test]
fn what_the_compiler_and_the_linker_print_says_what_to_do() {
    let cases = cases();
    assert!(!cases.is_empty(), "no cases found");
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("messages");
    write_package(&cases, &package);
    let said = build(&package);
    let mut missing = Vec::new();
    for (case, says) in &cases {
        let text = said.get(case).map(String::as_str).unwrap_or_default();
        let squeezed = squeezed(text);
        missing.extend(says.iter().filter(|says| !squeezed.contains(*says)).map(|says| format!("{case}: no `{says}` in\n{text}")));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

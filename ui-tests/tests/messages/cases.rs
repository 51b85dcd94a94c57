//! The cases: one program each, built in a package of their own, and what is printed for them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs};

use serde_json::Value;

use crate::squeezed;

/// By its name: what must be said about it, in words of ours. Nothing where all words are the compiler's.
pub static CASES: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(cases);

/// By the name of a case: all that was printed for it.
pub static SAID: LazyLock<BTreeMap<String, String>> = LazyLock::new(said);

/// Those that compile, and do not link. What they are told depends on the linker.
const UNLINKED: [&str; 2] = ["no_platform_registered", "platforms_in_two_crates"];

/// A crate that all of them may use, and that registers a platform.
const LIBRARY: &str = "lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);\npub fn map() {}\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("messages")
}

fn cases() -> BTreeMap<String, Vec<String>> {
    let cases = folder().read_dir().unwrap().map(|file| {
        let path = file.unwrap().path();
        assert!(path.extension().unwrap() == "rs", "{} is no case", path.display());
        let source = fs::read_to_string(&path).unwrap();
        let says = source.lines().filter_map(|line| line.strip_prefix("//~ ")).map(squeezed).collect();
        (path.file_stem().unwrap().to_str().unwrap().to_owned(), says)
    });
    let cases: BTreeMap<_, _> = cases.collect();
    assert!(!cases.is_empty(), "no cases found");
    cases
}

fn said() -> BTreeMap<String, String> {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("messages");
    write_package(&package);
    let mut said = BTreeMap::new();
    build(&package, &["build", "--keep-going"], &[], &mut said);
    if cfg!(target_os = "linux") {
        // LLVM's comes with Rust, GNU's with the C compiler. Either may be the default.
        let llvm = format!("-Clink-arg=-B{}", rust_libraries().with_file_name("bin").join("gcc-ld").display());
        for case in UNLINKED {
            build(&package, &["rustc", "--bin", case], &[&llvm, "-Clink-arg=-fuse-ld=lld"], &mut said);
            build(&package, &["rustc", "--bin", case], &["-Clink-arg=-fuse-ld=bfd"], &mut said);
        }
    }
    said
}

fn rust_libraries() -> PathBuf {
    let output = Command::new("rustc").args(["--print", "target-libdir"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().into()
}

/// A package with a program for each case, locked to the versions of this workspace.
fn write_package(package: &Path) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut manifest = "[package]\nname = \"messages\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n".to_owned();
    for (library, features) in [("lazy-mmu-core", "[]"), ("lazy-mmu-arm64", "['aarch64-paging', 'page-table-multiarch']")] {
        manifest += &format!("{library} = {{ path = {:?}, features = {features} }}\n", workspace.join(library));
    }
    // Of the versions of the adapters.
    manifest += "aarch64-paging = '*'\nmemory_addr = '*'\npage_table_multiarch = '*'\n";
    for case in CASES.keys() {
        manifest += &format!("[[bin]]\nname = {case:?}\npath = {:?}\n", folder().join(case).with_extension("rs"));
    }
    fs::create_dir_all(package.join("src")).unwrap();
    fs::write(package.join("src/lib.rs"), LIBRARY).unwrap();
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::copy(workspace.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
}

/// Adds what cargo is told, by the name of the case.
fn build(package: &Path, command: &[&str], rustc: &[&str], said: &mut BTreeMap<String, String>) {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap());
    cargo.args(command).args(["--offline", "--message-format=json", "--target-dir"]).arg(package.join("target"));
    if !rustc.is_empty() {
        cargo.arg("--").args(rustc);
    }
    let output = cargo.current_dir(package).output().unwrap();
    let mut any = false;
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        if let (Some(case), Some(text)) = (message["target"]["name"].as_str(), message["message"]["rendered"].as_str()) {
            *said.entry(case.to_owned()).or_default() += text;
            any = true;
        }
    }
    assert!(any, "cargo built nothing: {}", String::from_utf8_lossy(&output.stderr));
}

//! The cases: each file of `messages/` is a program. All are built in one package, and a message
//! belongs to the case within whose lines it points.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs};

use serde_json::Value;

use crate::squeezed;

/// A case of a file.
pub struct Case {
    /// The name of the file.
    file: String,
    lines: Range<usize>,
    /// The words of ours that must be printed for it. None, if all words are the compiler's.
    pub says: Vec<String>,
}

/// Each case, by its file and title.
pub static CASES: LazyLock<BTreeMap<String, Case>> = LazyLock::new(cases);

/// All that was printed for a case, by the same name.
pub static SAID: LazyLock<BTreeMap<String, String>> = LazyLock::new(said);

/// The cases are at least this many, so that none is lost unnoticed.
const LEAST: usize = 68;

/// The files that compile, and do not link. Each linker has its own words for them.
const UNLINKED: [&str; 2] = ["no_platform_registered", "platforms_in_two_crates"];

/// The file that compiles, links and panics.
const PANICS: &str = "panics";

/// A crate that all files may use. It registers a platform.
const LIBRARY: &str = "lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);\npub fn map() {}\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("messages")
}

/// The text of each file, by its name.
fn files() -> BTreeMap<String, String> {
    let files = folder().read_dir().unwrap().map(|file| {
        let path = file.unwrap().path();
        assert!(path.extension().unwrap() == "rs", "{} holds no cases", path.display());
        (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap())
    });
    files.collect()
}

fn cases() -> BTreeMap<String, Case> {
    let mut cases = BTreeMap::new();
    for (file, source) in &files() {
        let marks = source.lines().filter(|line| line.starts_with("//~")).count();
        let mut marks_of_cases = 0;
        for case in ui_tests::cases::cases(source) {
            let says: Vec<_> = case
                .source
                .iter()
                .filter_map(|line| line.strip_prefix("//~ "))
                .map(squeezed)
                .collect();
            marks_of_cases += says.len();
            let other = cases.insert(
                format!("{file}: {}", case.title),
                Case { file: file.clone(), lines: case.lines, says },
            );
            assert!(other.is_none(), "two cases of {file} are called `{}`", case.title);
        }
        assert!(
            marks == marks_of_cases,
            "a `//~` of {file} stands in no case; put it below a comment at the left margin"
        );
    }
    assert!(cases.len() >= LEAST, "cases are missing: {} are left", cases.len());
    cases
}

fn said() -> BTreeMap<String, String> {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("messages");
    write_package(&package);
    let mut said = BTreeMap::new();
    build(&package, &["build", "--keep-going"], &[], &mut said);
    if cfg!(target_os = "linux") {
        // LLVM's linker comes with Rust, GNU's with the C compiler. Either may be the default.
        let llvm = format!(
            "-Clink-arg=-B{}",
            rust_libraries().with_file_name("bin").join("gcc-ld").display()
        );
        for case in UNLINKED {
            build(
                &package,
                &["rustc", "--bin", case],
                &[&llvm, "-Clink-arg=-fuse-ld=lld"],
                &mut said,
            );
            build(&package, &["rustc", "--bin", case], &["-Clink-arg=-fuse-ld=bfd"], &mut said);
        }
    }
    let panicked = Command::new(package.join("target/debug").join(PANICS)).output().unwrap();
    let case = CASES.iter().find(|(_, case)| case.file == PANICS).unwrap().0;
    *said.entry(case.to_owned()).or_default() += &String::from_utf8_lossy(&panicked.stderr);
    said
}

fn rust_libraries() -> PathBuf {
    let output = Command::new("rustc").args(["--print", "target-libdir"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().into()
}

/// A package with a program for each file, locked to the versions of this workspace.
fn write_package(package: &Path) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut manifest =
        "[package]\nname = \"messages\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n"
            .to_owned();
    for (library, features) in
        [("lazy-mmu-core", "[]"), ("lazy-mmu-arm64", "['aarch64-paging', 'page-table-multiarch']")]
    {
        manifest += &format!(
            "{library} = {{ path = {:?}, features = {features} }}\n",
            workspace.join(library)
        );
    }
    // The lock file decides on the versions.
    manifest += "aarch64-paging = '*'\nmemory_addr = '*'\npage_table_multiarch = '*'\n";
    for file in files().keys() {
        manifest += &format!(
            "[[bin]]\nname = {file:?}\npath = {:?}\n",
            folder().join(file).with_extension("rs")
        );
    }
    fs::create_dir_all(package.join("src")).unwrap();
    fs::write(package.join("src/lib.rs"), LIBRARY).unwrap();
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::copy(workspace.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
}

/// Runs cargo, and adds each message to its case.
fn build(package: &Path, command: &[&str], rustc: &[&str], said: &mut BTreeMap<String, String>) {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap());
    cargo
        .args(command)
        .args(["--offline", "--message-format=json", "--target-dir"])
        .arg(package.join("target"));
    if !rustc.is_empty() {
        cargo.arg("--").args(rustc);
    }
    let output = cargo.current_dir(package).output().unwrap();
    let mut any = false;
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        if let (Some(file), Some(text)) =
            (message["target"]["name"].as_str(), message["message"]["rendered"].as_str())
        {
            if let Some(case) = case_of(file, &message["message"]) {
                *said.entry(case.to_owned()).or_default() += text;
            }
            any = true;
        }
    }
    assert!(any, "cargo built nothing: {}", String::from_utf8_lossy(&output.stderr));
}

/// The case that a message is about: the only case of its file, or the one within whose lines the
/// message points. A message that points nowhere, such as the number of errors, has none.
///
/// # Panics
///
/// If the message points outside of all cases.
fn case_of(file: &str, message: &Value) -> Option<&'static str> {
    let mut cases = CASES.iter().filter(|(_, case)| case.file == file);
    if cases.clone().count() == 1 {
        return cases.next().map(|(name, _)| name.as_str());
    }
    let spans = message["spans"].as_array().unwrap();
    let line =
        spans.iter().filter(|span| span["is_primary"] == true).find_map(|span| line(file, span))?;
    let case = cases.find(|(_, case)| case.lines.contains(&line));
    Some(
        case.unwrap_or_else(|| {
            panic!("{file}.rs, line {line} is in no case, and printed is: {}", message["rendered"])
        })
        .0,
    )
}

/// The line of the file where a span begins. A span in a macro begins where the macro is called.
fn line(file: &str, span: &Value) -> Option<usize> {
    if Path::new(span["file_name"].as_str()?).file_stem()? == file {
        return span["line_start"].as_u64().map(|line| line as usize);
    }
    line(file, &span["expansion"]["span"])
}

//! Compiles every case of `fail/` and `pass/`: compares what the first print with the `.stderr` beside them, and runs the second.
//! What the compiler refuses in its own words is counted here; the doc tests of `src/refused.rs` and `src/refused/` show it.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The files in `directory` that end in `extension`.
fn files(directory: &str, extension: &str) -> Vec<PathBuf> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(directory);
    let files = directory.read_dir().unwrap().map(|file| file.unwrap().path());
    files.filter(|path| path.extension() == Some(OsStr::new(extension))).collect()
}

/// Their names, without the extension.
fn names(directory: &str, extension: &str) -> BTreeSet<String> {
    files(directory, extension).iter().map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

/// The cases of `fail/` are at least this many, so that they are not lost by the dozen.
const FAIL: usize = 60;

/// Where the cases of `fail/` are, for `trybuild`: each in a folder that says what is wrong.
const FAIL_CASES: &str = "fail/*/*.rs";

/// All files in `folder` and below it.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let paths = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// The cases and snapshots of `fail/`, without the extension: `item/enum`.
///
/// # Panics
///
/// If a file is neither, or is where [`FAIL_CASES`] does not see it.
fn cases_and_snapshots() -> [BTreeSet<PathBuf>; 2] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fail");
    let mut found = [BTreeSet::new(), BTreeSet::new()];
    for path in files_below(&root) {
        let name = path.strip_prefix(&root).unwrap();
        let set = match name.extension().and_then(OsStr::to_str) {
            Some("rs") => &mut found[0],
            Some("stderr") => &mut found[1],
            _ => panic!("fail/{} is neither a case nor a snapshot; move it out of `fail/`", name.display()),
        };
        let in_a_folder = name.components().count() == 2;
        assert!(in_a_folder, "{FAIL_CASES} does not match fail/{}; move it to `fail/FOLDER/`, by what is wrong", name.display());
        set.insert(name.with_extension(""));
    }
    found
}

/// An error of ours names the attribute, and has no code, no note, no suggestion and no label. Any other is rustc's, whose wording changes.
fn assert_snapshots_are_complete_and_ours() {
    let [cases, snapshots] = cases_and_snapshots();
    let orphans: Vec<_> = snapshots.difference(&cases).collect();
    assert!(orphans.is_empty(), "snapshots in `fail/` whose case is gone; remove each `.stderr`: {orphans:?}");
    let missing: Vec<_> = cases.difference(&snapshots).collect();
    assert!(missing.is_empty(), "cases in `fail/` without a `.stderr`; `TRYBUILD=overwrite cargo test -p ui-tests` writes it: {missing:?}");
    assert_eq!(names("pass", "stderr"), BTreeSet::new(), "a case in `pass/` has no `.stderr`");
    for name in snapshots {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fail").join(name).with_extension("stderr");
        for line in fs::read_to_string(&path).unwrap().lines() {
            let ours = match (line.strip_prefix("error: "), line.trim_start().strip_prefix('|')) {
                (Some(message), _) => message.contains("`#[lazy_mmu"),
                (None, Some(marks)) => marks.chars().all(|mark| mark == '^' || mark == ' '),
                (None, None) => !["error", "warning", "note", "help", "= "].iter().any(|start| line.trim_start().starts_with(start)),
            };
            assert!(ours, "rustc's own words in {}: {line}", path.display());
        }
    }
}

/// How many doc tests the compiler must refuse. Without its code, any error would do for the reason; and what is no module is not compiled.
fn refusals() -> usize {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/refused.rs");
    let modules = fs::read_to_string(&root).unwrap();
    for name in names("src/refused", "rs") {
        assert!(modules.contains(&format!("\npub mod {name};\n")), "src/refused.rs has no `pub mod {name};`");
    }
    let sources = files("src/refused", "rs").into_iter().chain([root]);
    let count = sources.map(|path| {
        let source = fs::read_to_string(&path).unwrap();
        let refusals = source.lines().filter_map(|line| line.strip_prefix("/// ```compile_fail"));
        refusals.inspect(|code| assert!(code.starts_with(",E"), "each `compile_fail` in {} names its code", path.display())).count()
    });
    count.sum()
}

#[test]
fn what_is_refused_is_refused_in_our_words_and_everything_else_runs() {
    let (fail, pass, refusals) = (cases_and_snapshots()[0].len(), files("pass", "rs").len(), refusals());
    assert!(fail >= FAIL && pass > 0 && refusals > 0, "cases are missing: {fail} must fail, {pass} must pass, {refusals} are refused");
    // Not by a macro, which the test harness would silence.
    writeln!(io::stderr(), "\n{fail} cases must fail, {pass} must pass; {refusals} refusals of the compiler are doc tests").unwrap();

    let bless = env::var_os("TRYBUILD").is_some_and(|mode| mode == "overwrite");
    if !bless {
        assert_snapshots_are_complete_and_ours();
    }
    let cases = trybuild::TestCases::new();
    cases.compile_fail(FAIL_CASES);
    cases.pass("pass/*.rs");
    drop(cases); // This runs them.
    assert_snapshots_are_complete_and_ours();
}

//! Compiles every case of `fail/`, and compares the errors with the `.stderr` beside it. Compiles
//! and runs every file of `pass/`. Counts the doc tests of `src/refused.rs` and `src/refused/`,
//! which show the code that the compiler refuses in its own words.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use ui_tests::cases::cases;

/// Returns the files in `directory` that end in `extension`.
fn files(directory: &str, extension: &str) -> Vec<PathBuf> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(directory);
    let files = directory.read_dir().unwrap().map(|file| file.unwrap().path());
    files.filter(|path| path.extension() == Some(OsStr::new(extension))).collect()
}

/// Returns the names of these files, without the extension.
fn names(directory: &str, extension: &str) -> BTreeSet<String> {
    files(directory, extension)
        .iter()
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

/// The least number of cases in `fail/`, so that none is lost unnoticed.
/// [`assert_each_case_is_refused`] checks each of them.
const FAIL: usize = 100;

/// The least number of attributes in `pass/`.
const PASS: usize = 144;

/// The files of `fail/`, for `trybuild`. Each is in a folder that says what is wrong.
const FAIL_FILES: &str = "fail/*/*.rs";

/// Returns the folder of these files.
fn fail() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fail")
}

/// Returns all files in `folder` and below it.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let paths = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Returns the files of cases and the snapshots of `fail/`, without the extension: `item/free`.
///
/// # Panics
///
/// If a file is neither, or if [`FAIL_FILES`] does not match it.
fn sources_and_snapshots() -> [BTreeSet<PathBuf>; 2] {
    let root = fail();
    let mut found = [BTreeSet::new(), BTreeSet::new()];
    for path in files_below(&root) {
        let name = path.strip_prefix(&root).unwrap();
        let set = match name.extension().and_then(OsStr::to_str) {
            Some("rs") => &mut found[0],
            Some("stderr") => &mut found[1],
            _ => panic!(
                "fail/{} is neither a file of cases nor a snapshot; move it out of `fail/`",
                name.display()
            ),
        };
        let in_a_folder = name.components().count() == 2;
        assert!(
            in_a_folder,
            "{FAIL_FILES} does not match fail/{}; move it to `fail/FOLDER/`, by what is wrong",
            name.display()
        );
        set.insert(name.with_extension(""));
    }
    found
}

/// Asserts that each file has a snapshot, and that a snapshot holds errors of ours alone. An error
/// of ours names the attribute, and has no code, no note, no suggestion and no label. rustc's
/// errors don't belong there, as their words change.
fn assert_snapshots_are_complete_and_ours() {
    let [sources, snapshots] = sources_and_snapshots();
    let orphans: Vec<_> = snapshots.difference(&sources).collect();
    assert!(
        orphans.is_empty(),
        "snapshots in `fail/` whose file is gone; remove each `.stderr`: {orphans:?}"
    );
    let missing: Vec<_> = sources.difference(&snapshots).collect();
    assert!(
        missing.is_empty(),
        "files in `fail/` without a `.stderr`; `TRYBUILD=overwrite cargo test -p ui-tests` writes it: {missing:?}"
    );
    assert_eq!(names("pass", "stderr"), BTreeSet::new(), "a file in `pass/` has no `.stderr`");
    for name in snapshots {
        assert_each_case_is_refused(&name);
        let path = fail().join(name).with_extension("stderr");
        for line in fs::read_to_string(&path).unwrap().lines() {
            let ours = match (line.strip_prefix("error: "), line.trim_start().strip_prefix('|')) {
                (Some(message), _) => message.contains("`#[lazy_mmu"),
                (None, Some(marks)) => marks.chars().all(|mark| mark == '^' || mark == ' '),
                (None, None) => !["error", "warning", "note", "help", "= "]
                    .iter()
                    .any(|start| line.trim_start().starts_with(start)),
            };
            assert!(ours, "rustc's own words in {}: {line}", path.display());
        }
    }
}

/// Asserts that each case of the file has an error within its lines, that no error stands
/// elsewhere, and that each attribute has its error. Two attributes on one function share one
/// error.
fn assert_each_case_is_refused(name: &Path) {
    let [source, snapshot] = ["rs", "stderr"]
        .map(|extension| fs::read_to_string(fail().join(name).with_extension(extension)).unwrap());
    let file = format!("fail/{}.rs", name.display());
    let (mut errors_left, mut attributes_left) = (errors(&snapshot), attributes(source.lines()));
    for case in cases(&source) {
        let (errors, others) =
            errors_left.into_iter().partition::<Vec<_>, _>(|(line, _)| case.lines.contains(line));
        assert!(!errors.is_empty(), "{file}: `{}` is accepted", case.title);
        let twice = errors
            .iter()
            .filter(|(_, message)| message.starts_with("`#[lazy_mmu]` is given twice"))
            .count();
        let attributes = attributes(case.source.iter().copied());
        assert!(
            attributes <= errors.len() + twice,
            "{file}: `{}` has more attributes than errors; give each its comment",
            case.title
        );
        errors_left = others;
        attributes_left -= attributes;
    }
    assert!(
        errors_left.is_empty() && attributes_left == 0,
        "{file}: before the first comment at the left margin nothing is checked"
    );
}

/// Returns the errors of a snapshot, each with its line of the source.
fn errors(snapshot: &str) -> Vec<(usize, &str)> {
    let errors = snapshot.split("error: ").skip(1).map(|error| {
        let (message, place) = error.split_once('\n').unwrap();
        (
            place
                .lines()
                .next()
                .unwrap()
                .split(':')
                .nth(1)
                .expect("FILE:LINE:COLUMN")
                .parse()
                .unwrap(),
            message,
        )
    });
    errors.collect()
}

/// Counts the attributes `#[lazy_mmu]` in these lines.
fn attributes<'a>(lines: impl Iterator<Item = &'a str>) -> usize {
    lines.filter(|line| line.trim_start().starts_with("#[") && line.contains("lazy_mmu")).count()
}

/// Counts the doc tests that the compiler must refuse, and asserts that each names its error's
/// code, as any error would do without one. A file that is no module is not compiled, so each must
/// be one.
fn refusals() -> usize {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/refused.rs");
    let modules = fs::read_to_string(&root).unwrap();
    for name in names("src/refused", "rs") {
        assert!(
            modules.contains(&format!("\npub mod {name};\n")),
            "src/refused.rs has no `pub mod {name};`"
        );
    }
    let sources = files("src/refused", "rs").into_iter().chain([root]);
    let count = sources.map(|path| {
        let source = fs::read_to_string(&path).unwrap();
        let refusals = source.lines().filter_map(|line| line.strip_prefix("/// ```compile_fail"));
        refusals
            .inspect(|code| {
                assert!(
                    code.starts_with(",E"),
                    "each `compile_fail` in {} names its code",
                    path.display()
                )
            })
            .count()
    });
    count.sum()
}

#[test]
fn what_is_refused_is_refused_in_our_words_and_everything_else_runs() {
    let sources =
        files_below(&fail()).into_iter().filter(|path| path.extension() == Some(OsStr::new("rs")));
    let fail: usize = sources.map(|path| cases(&fs::read_to_string(path).unwrap()).len()).sum();
    let pass: usize = files("pass", "rs")
        .iter()
        .map(|path| attributes(fs::read_to_string(path).unwrap().lines()))
        .sum();
    let refusals = refusals();
    assert!(
        fail >= FAIL && pass >= PASS && refusals > 0,
        "cases are missing: {fail} must fail, {pass} must pass, {refusals} are refused"
    );
    // The test harness would silence a macro's output.
    writeln!(io::stderr(), "\n{fail} cases must fail, {pass} functions must pass; {refusals} refusals of the compiler are doc tests")
        .unwrap();

    let bless = env::var_os("TRYBUILD").is_some_and(|mode| mode == "overwrite");
    if !bless {
        assert_snapshots_are_complete_and_ours();
    }
    let cases = trybuild::TestCases::new();
    cases.compile_fail(FAIL_FILES);
    cases.pass("pass/*.rs");
    drop(cases); // This runs them.
    assert_snapshots_are_complete_and_ours();
}

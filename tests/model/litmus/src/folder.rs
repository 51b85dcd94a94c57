//! [`tests`]: the files of `tests/litmus`, with the answers that `expected.txt` records for them.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};

use crate::program::Program;

/// The answer of herd7 about the outcome that must not happen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The model forbids it.
    Never,
    /// The model allows it.
    Sometimes,
}

impl Answer {
    /// Reads herd7's word.
    ///
    /// # Errors
    ///
    /// Fails for another word.
    pub fn parse(word: &str) -> Result<Self> {
        match word {
            "Never" => Ok(Self::Never),
            "Sometimes" => Ok(Self::Sometimes),
            other => bail!("`{other}` is no answer; it is `Never` or `Sometimes`"),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Never => "Never",
            Self::Sometimes => "Sometimes",
        })
    }
}

/// A file, and its line in `expected.txt`.
#[derive(Clone, Debug)]
pub struct Test {
    /// Its path in the folder, without the ending.
    pub name: String,
    /// The answers: plain, and with FEAT_ETS2. If there are five, the others are with FEAT_ExS:
    /// plain, with EIS, and with EOS.
    pub answers: Vec<Answer>,
    /// The test's program.
    pub program: Program,
}

impl Test {
    /// Returns the subject, which is the folder of the test.
    pub fn subject(&self) -> &str {
        self.name.split_once('/').map_or("", |(subject, _)| subject)
    }

    /// Returns the test that this one weakens, and the difference; `None` if this one is a claim.
    pub fn weakens(&self) -> Option<(&str, &str)> {
        self.program.name.split_once('+')
    }

    /// Returns the path of the file.
    pub fn path(&self) -> PathBuf {
        folder().join(format!("{}.litmus", self.name))
    }
}

/// Returns the path of `tests/litmus`.
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../litmus"))
}

/// Reads all tests, in the order of `expected.txt`.
///
/// # Errors
///
/// Fails if the folder and `expected.txt` do not agree one to one, or a file is no litmus test of
/// that name.
pub fn tests() -> Result<Vec<Test>> {
    let expected = fs::read_to_string(folder().join("expected.txt"))
        .context("tests/litmus/expected.txt cannot be read")?;
    let mut unlisted = files()?;
    let mut tests = Vec::new();
    for line in expected.lines() {
        let test = test(line).with_context(|| format!("in tests/litmus/expected.txt, `{line}`"))?;
        ensure!(
            unlisted.remove(&test.name),
            "tests/litmus/expected.txt names `{}` twice",
            test.name
        );
        tests.push(test);
    }
    if let Some(name) = unlisted.first() {
        bail!(
            "tests/litmus/{name}.litmus has no line in expected.txt; add one with the answers of herd7"
        );
    }
    Ok(tests)
}

fn test(line: &str) -> Result<Test> {
    let mut words = line.split(' ');
    let name = words.next().unwrap_or_default().to_owned();
    let answers = words.map(Answer::parse).collect::<Result<Vec<_>>>()?;
    ensure!(
        matches!(answers.len(), 2 | 5),
        "there are {} answers; a test has 2, or 5 with those of FEAT_ExS",
        answers.len()
    );
    let path = folder().join(format!("{name}.litmus"));
    let text =
        fs::read_to_string(&path).with_context(|| format!("`{name}.litmus` cannot be read"))?;
    let program = Program::parse(&text)?;
    let own = name.split_once('/').map_or("", |(_, own)| own);
    ensure!(program.name == own, "the file calls itself `{}`", program.name);
    Ok(Test { name, answers, program })
}

/// Returns the names of all files that are tests.
fn files() -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for subject in fs::read_dir(folder()).context("tests/litmus cannot be read")? {
        let subject = subject?;
        if !subject.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(subject.path())? {
            let file = file?.file_name().to_string_lossy().into_owned();
            let subject = subject.file_name().to_string_lossy().into_owned();
            let name = file
                .strip_suffix(".litmus")
                .with_context(|| format!("tests/litmus/{subject}/{file} is no litmus test"))?;
            names.insert(format!("{subject}/{name}"));
        }
    }
    Ok(names)
}

//! A corpus packed into one text file: a line for each input, with its checksum and its bytes.
//!
//! ```text
//! 3 inputs of `operations`, each with its CRC-32 first
//! 00000000
//! a505df1b 01
//! c1cb7204 0103
//! ```
//!
//! libFuzzer reads and writes a folder with a file for each input: `cargo xtask fuzz` converts by
//! [`unpack`] and [`pack`]. The lines are sorted, so a diff shows the inputs that came and went,
//! and the lines of two branches can be merged by hand. A file that is cut or changed is an error
//! that names the entry.

use std::collections::BTreeSet;
use std::fs;
use std::io::BufRead;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use data_encoding::HEXLOWER;

/// Returns the path of the packed corpus of `target`.
pub fn path(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target).with_extension("txt")
}

/// Reads the inputs of `target`, in the order of the file: the first `at_most` if there are more.
///
/// # Errors
///
/// Fails if the corpus cannot be read, or is damaged.
pub fn read(target: &str, at_most: usize) -> Result<Vec<Vec<u8>>> {
    let path = path(target);
    let file = path.display();
    let text = fs::read(&path).with_context(|| {
        format!("{file} cannot be read; get it back with `git checkout {file}`")
    })?;
    parse(target, &text, at_most)
        .with_context(|| format!("{file} is damaged; restore it with `git checkout {file}`, or edit it: the head counts sorted lines"))
}

/// Parses the text of a packed corpus of `target`. Reads no further than the first `at_most`
/// inputs, which saves Miri time.
///
/// # Errors
///
/// Fails if the text is not what [`text`] writes. The error names the first entry that is cut,
/// changed, missing, doubled or in the wrong place.
pub fn parse(target: &str, text: &[u8], at_most: usize) -> Result<Vec<Vec<u8>>> {
    let mut lines = text.lines();
    let first = lines
        .next()
        .transpose()
        .context("line 1 is to be a head, and is no text")?
        .unwrap_or_default();
    let number = first.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0);
    ensure!(
        first == head(target, number),
        "line 1 is to be a head like `{}`, and is `{first}`",
        head(target, 1)
    );

    let mut inputs = Vec::new();
    let mut before = String::new();
    for (entry, line) in (1..).zip(lines.take(at_most)) {
        let at = format!("entry {entry}, on line {}", entry + 1);
        let line = line.with_context(|| format!("{at}: it is no text"))?;
        inputs.push(input(&line).with_context(|| format!("{at}: `{line}`"))?);
        ensure!(
            entry == 1 || before < line,
            "{at}: `{line}`: it is to come before `{before}`, and each only once"
        );
        before = line;
    }
    let found = inputs.len();
    ensure!(
        found >= number.min(at_most),
        "the head says {number} entries, and the text ends after entry {found}"
    );
    ensure!(found <= number, "the head says {number} entries, and entry {} follows", number + 1);
    Ok(inputs)
}

/// Returns the input of one line.
fn input(line: &str) -> Result<Vec<u8>> {
    let (checksum, digits) = line.split_once(' ').unwrap_or((line, ""));
    let bytes = HEXLOWER
        .decode(digits.as_bytes())
        .context("its bytes are not pairs of hexadecimal digits, or it is cut")?;
    let is = self::checksum(&bytes);
    ensure!(
        checksum == is,
        "its bytes have the checksum {is} and not `{checksum}`, so it is cut, or a digit is wrong"
    );
    Ok(bytes)
}

/// Returns the text of a packed corpus with these inputs.
pub fn text<'a>(target: &str, inputs: impl IntoIterator<Item = &'a [u8]>) -> String {
    let entry = |bytes: &[u8]| {
        format!("{} {}", checksum(bytes), HEXLOWER.encode(bytes)).trim_end().to_owned()
    };
    let entries: BTreeSet<String> = inputs.into_iter().map(entry).collect();
    let lines = [head(target, entries.len())].into_iter().chain(entries);
    lines.map(|line| line + "\n").collect()
}

fn head(target: &str, number: usize) -> String {
    format!("{number} inputs of `{target}`, each with its CRC-32 first")
}

fn checksum(bytes: &[u8]) -> String {
    format!("{:08x}", crc32fast::hash(bytes))
}

/// Writes each input of `target` to a file of its own in `folder`, named after its entry, and
/// returns how many there are.
///
/// # Errors
///
/// Fails if the corpus is damaged, or the folder cannot be written.
pub fn unpack(target: &str, folder: &Path) -> Result<usize> {
    let inputs = read(target, usize::MAX)?;
    fs::create_dir_all(folder)
        .with_context(|| format!("{} cannot be made; see to its permissions", folder.display()))?;
    for (number, input) in (1..).zip(&inputs) {
        let file = folder.join(format!("{number:04}"));
        fs::write(&file, input).with_context(|| {
            format!("{} cannot be written; see to its permissions", file.display())
        })?;
    }
    Ok(inputs.len())
}

/// Makes the files of `folder` the corpus of `target`, and returns how many inputs it has now.
///
/// # Errors
///
/// Fails if there are no files or no such target, if the files cannot be read, or if the corpus
/// cannot be written. The corpus stays as it was then.
pub fn pack(target: &str, folder: &Path) -> Result<usize> {
    let read = || {
        fs::read_dir(folder)?.map(|file| fs::read(file?.path())).collect::<Result<BTreeSet<_>, _>>()
    };
    let inputs = read().with_context(|| {
        format!(
            "the inputs in {} cannot be read; see that it is a folder of files",
            folder.display()
        )
    })?;
    ensure!(
        !inputs.is_empty(),
        "there are no inputs in {}; the corpus stays as it is",
        folder.display()
    );
    let program = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz_targets")
        .join(target)
        .with_extension("rs");
    ensure!(
        program.is_file(),
        "there is no target `{target}`, as there is no {}",
        program.display()
    );
    let path = path(target);
    let text = text(target, inputs.iter().map(Vec::as_slice));
    fs::write(&path, text)
        .with_context(|| format!("{} cannot be written; see to its permissions", path.display()))?;
    Ok(inputs.len())
}

//! `cargo xtask bless`: writes all snapshots anew, and says which changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use harness::machine::{ARM64, RISCV64};
use harness::{cargo, setup};

use crate::step::Step;
use xtask::demo;

use crate::{demo_page, exit_code};

/// The folders of snapshots, and the ends of their names.
const SNAPSHOTS: [(&str, &str); 9] = [
    ("ui-tests", "stderr"),
    ("tests/kernels/arm64/snapshots", "txt"),
    ("tests/kernels/riscv64/snapshots", "txt"),
    ("tests/kernels/arceos", "txt"),
    ("tests/litmus", "md"),
    ("examples", "md"),
    ("docs", "svg"),
    ("docs", "md"),
    ("docs", "json"),
];

fn steps() -> impl Iterator<Item = Step> {
    [
        Step::new("blessing the errors of `#[lazy_mmu]`", "test -p ui-tests")
            .env("TRYBUILD", "overwrite"),
        Step::new(
            "blessing the output and the counts of the kernels' programs",
            "test -p booted --test qemu --test arceos --test examples",
        )
        .env("BLESS", "1"),
        Step::new("blessing the table of two kernels", "test -p checks --test kernels")
            .env("BLESS", "1"),
        Step::new(
            "blessing the tables of the litmus tests",
            "test -p checks -p host-arm64 --test litmus",
        )
        .env("BLESS", "1"),
        Step::new("blessing the assembly", "test -p compiled --test golden").env("BLESS", "1"),
        Step::new("blessing the costs of the mode", "test -p bench --test figures the_figures")
            .env("BLESS", "1"),
        Step::new("blessing the pictures", "test -p checks --test pictures").env("BLESS", "1"),
    ]
    .into_iter()
    .map(Step::running_tests)
}

pub fn run() -> Result<ExitCode> {
    let qemu = setup::qemu(&ARM64)?;
    setup::qemu(&RISCV64)?;
    for machine in [&ARM64, &RISCV64] {
        setup::rust_target(machine.target)?;
    }
    let before = snapshots()?;
    let mut ok = true;
    for step in steps() {
        ok &= step.run()?.ok;
    }
    demo_page::write(&demo::in_qemu(&qemu)?)?;
    let after = snapshots()?;

    println!();
    let changes = changes(&before, &after);
    for change in &changes {
        println!("{change}");
    }
    println!("{} changes; there are {} snapshots", changes.len(), after.len());
    Ok(exit_code(ok))
}

type Snapshots = BTreeMap<PathBuf, Vec<u8>>;

fn snapshots() -> Result<Snapshots> {
    let readme = fs::read(cargo::workspace().join("README.md"))
        .context("README.md cannot be read; run this in a full checkout")?;
    let mut found = Snapshots::from([("README.md".into(), readme)]);
    for (folder, extension) in SNAPSHOTS {
        let folder = cargo::workspace().join(folder);
        if folder.is_dir() {
            collect(&folder, extension, &mut found).with_context(|| {
                format!("{} cannot be read; see to its permissions", folder.display())
            })?;
        }
    }
    Ok(found)
}

fn collect(folder: &Path, extension: &str, found: &mut Snapshots) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, extension, found)?;
        } else if path.extension().is_some_and(|e| e == extension) {
            let text = fs::read(&path)?;
            found.insert(path.strip_prefix(cargo::workspace()).unwrap_or(&path).to_owned(), text);
        }
    }
    Ok(())
}

fn changes(before: &Snapshots, after: &Snapshots) -> Vec<String> {
    let written = after.iter().filter_map(|(path, text)| match before.get(path) {
        None => Some(format!("new      {}", path.display())),
        Some(old) if old != text => Some(format!("changed  {}", path.display())),
        Some(_) => None,
    });
    let removed = before
        .keys()
        .filter(|path| !after.contains_key(*path))
        .map(|path| format!("removed  {}", path.display()));
    written.chain(removed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_changed_and_removed_snapshots_are_named() {
        let snapshots = |files: &[(&str, &str)]| {
            files.iter().map(|(path, text)| (path.into(), text.as_bytes().to_vec())).collect()
        };
        let before = snapshots(&[("same", "1"), ("other", "1"), ("gone", "1")]);
        let after = snapshots(&[("same", "1"), ("other", "2"), ("fresh", "1")]);
        assert_eq!(changes(&before, &after), ["new      fresh", "changed  other", "removed  gone"]);
    }
}

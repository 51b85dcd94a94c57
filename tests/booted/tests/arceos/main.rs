//! Boots ArceOS with the lazy MMU mode (`tests/kernels/arceos`), and looks at what was counted from
//! outside: against its snapshot, and for what must hold of any version of ArceOS.
//!
//! `BLESS=1` writes the snapshot instead of comparing it; type `cargo xtask bless`.

mod image;

use std::io::{Write, stdout};
use std::sync::LazyLock;
use std::{env, fs};

use anyhow::{Context, Result};
use harness::machine::ARM64;
use harness::qemu::Qemu;
use harness::run::{Counts, Run};
use harness::{cargo, plugin, progress, setup, snapshot};
use similar::TextDiff;

/// Where the table is shown.
const PAGE: &str = "docs/adapters.md";
const PAGES: [u64; 4] = [1, 16, 64, 512];
/// With a cursor for each page, and with one for all of them.
const CURSORS: [&str; 2] = ["", " by one cursor"];

/// Built and booted once, by the first test that asks.
static RUN: LazyLock<Run> =
    LazyLock::new(|| boot("arceos", "").unwrap_or_else(|error| panic!("{error:#}")));

fn boot(program: &str, features: &str) -> Result<Run> {
    let qemu = Qemu::find(&ARM64)?
        .context("QEMU is not installed; `cargo xtask test` installs it or says how to")?;
    setup::rust_target(ARM64.target)?;
    progress("building ArceOS and the counting plugin");
    let program = image::build(program, features)?;
    image::without_boot(qemu.boot(&program, &plugin::build(qemu.version())?)?)
}

#[track_caller]
fn counts(label: &str) -> Counts {
    counts_in(&RUN, label)
}

#[track_caller]
fn counts_in(run: &Run, label: &str) -> Counts {
    run.measured
        .iter()
        .find(|region| region.label == label)
        .unwrap_or_else(|| panic!("`{label}` is counted"))
        .counts
}

#[test]
fn arceos_matches_its_snapshot() {
    let path = image::snapshot();
    let actual = snapshot::render(&ARM64, &RUN);
    if env::var_os("BLESS").is_some_and(|value| value == "1") {
        return fs::write(&path, actual).expect("the snapshot is written");
    }
    let expected =
        fs::read_to_string(&path).expect("the snapshot, which `cargo xtask bless` writes");
    assert!(
        actual == expected,
        "ArceOS does not match its snapshot; if it is right as it is, run `cargo xtask bless`\n{}",
        TextDiff::from_lines(&expected, &actual).unified_diff().header("snapshot", "this run")
    );
    // The table, in the output of a test that passes too.
    stdout().write_all(table().as_bytes()).expect("stdout is there");
}

#[test]
fn the_page_of_adapters_shows_these_numbers() {
    let page = fs::read_to_string(cargo::workspace().join(PAGE)).expect("the page of adapters");
    let table = table();
    let (_, rows) = table.split_once('\n').expect("a headline");
    assert!(page.contains(rows.trim_end()), "put this into {PAGE}\n{rows}");
}

fn table() -> String {
    let columns = [
        ("map_alloc", "map_alloc"),
        ("stock", "its table"),
        ("eager", "lazy table"),
        ("lazy", "in a section"),
    ];
    let mut table =
        "ArceOS maps pages, one by one: DSB, ISB and TLBI, counted from outside\n    pages"
            .to_owned();
    columns.iter().for_each(|(_, title)| table += &format!(" | {title:>14}"));
    for pages in PAGES {
        table += &format!("\n{pages:>9}");
        for (how, _) in columns {
            let Counts { dsb, isb, tlbi, .. } = counts(&format!("map {pages} {how}"));
            table += &format!(" | {dsb:>4} {isb:>4} {tlbi:>4}");
        }
    }
    table + "\n"
}

#[test]
fn it_runs_to_its_end() {
    assert!(RUN.stdout.ends_with("all went well\n"), "{}", RUN.stdout);
}

#[test]
fn a_section_emits_one_pair_for_any_number_of_pages() {
    for (pages, cursors) in
        PAGES.into_iter().flat_map(|pages| CURSORS.map(|cursors| (pages, cursors)))
    {
        let Counts { dsb, isb, tlbi, .. } = counts(&format!("map {pages}{cursors} lazy"));
        assert_eq!((dsb, isb, tlbi), (1, 1, 0), "{pages} pages{cursors}");
    }
}

#[test]
fn the_adapter_emits_a_pair_for_each_page_outside_of_sections() {
    for pages in PAGES {
        let Counts { dsb, isb, tlbi, .. } = counts(&format!("map {pages} eager"));
        assert_eq!((dsb, isb, tlbi), (pages, pages, 0), "{pages} pages");
    }
}

#[test]
fn arceos_by_itself_invalidates_for_each_page_that_it_maps() {
    for (pages, how) in
        PAGES.into_iter().flat_map(|pages| ["stock", "map_alloc"].map(|how| (pages, how)))
    {
        let Counts { dsb, isb, tlbi, .. } = counts(&format!("map {pages} {how}"));
        assert!(
            dsb >= pages && isb >= pages && tlbi >= pages,
            "{pages} pages, {how}: {dsb} DSB, {isb} ISB, {tlbi} TLBI"
        );
    }
}

/// By address for up to 32 pages of a cursor, in one go, and beyond that everything.
#[test]
fn no_invalidation_is_deferred_or_left_out() {
    for (pages, cursors) in
        PAGES.into_iter().flat_map(|pages| CURSORS.map(|cursors| (pages, cursors)))
    {
        let expected = match (cursors, pages) {
            ("", _) => (2 * pages, pages, pages),
            (_, ..=32) => (2, 1, pages),
            _ => (2, 1, 1),
        };
        for (what, how) in
            [("protect", "eager"), ("protect", "lazy"), ("unmap", "eager"), ("unmap", "lazy")]
        {
            let Counts { dsb, isb, tlbi, .. } = counts(&format!("{what} {pages}{cursors} {how}"));
            assert_eq!((dsb, isb, tlbi), expected, "{what} {pages} pages{cursors}, {how}");
        }
    }
}

/// Another crate of the build may have turned the feature on.
#[test]
fn with_copy_from_a_copy_is_invalidated_at_once_and_nothing_else_is() {
    let run = boot("copies", "copy-from").unwrap_or_else(|error| panic!("{error:#}"));
    assert_eq!(run.stdout, "all went well\n");
    for (label, expected) in
        [("map 33 lazy", (1, 1, 0)), ("map 33 by one cursor lazy", (1, 1, 0)), ("copy", (2, 1, 1))]
    {
        let Counts { dsb, isb, tlbi, .. } = counts_in(&run, label);
        assert_eq!((dsb, isb, tlbi), expected, "{label}");
    }
}

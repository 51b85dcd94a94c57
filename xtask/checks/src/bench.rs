//! `cargo xtask bench`: counts the mode's cost, shows it beside the alternatives, and fails if a
//! target is missed.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use ::bench::costs::not_reached;
use ::bench::targets::misses;
use ::bench::{DOCUMENT, JSON, document, linux, picture};
use anyhow::{Context, Result};
use harness::machine::ARM64;
use harness::{cargo, setup};

use crate::exit_code;

/// Counts, prints and draws. Linux's own mode is counted first, if there is a tree of it: a tree
/// that cannot be used is reported before everything else is built.
pub fn run(linux: Option<&Path>) -> Result<ExitCode> {
    let qemu = setup::qemu(&ARM64)?;
    let linux = linux.map(|tree| linux::measure(&qemu, tree)).transpose()?;
    let figures = ::bench::measure(&qemu)?;
    println!("{}", document::text(&figures));
    if let Some(linux) = linux {
        println!("{}", linux.text(&figures));
    }

    let folder = cargo::target_dir().join("lazy-mmu");
    let (json, svg) = (folder.join("bench.json"), folder.join("pages.svg"));
    for (file, text) in [(&json, figures.to_json()), (&svg, picture::pages(&figures).svg())] {
        fs::write(file, text).with_context(|| {
            format!("{} cannot be written; see to its permissions", file.display())
        })?;
    }
    println!("Figures: {}\nPicture: {}", json.display(), svg.display());
    if !::bench::checked_in().is_ok_and(|there| there.without_c() == figures.clone().without_c()) {
        println!(
            "These figures differ from those of {JSON}: run `cargo xtask bless` and read the difference."
        );
    }

    for sentence in not_reached() {
        println!("not reached: {sentence}");
    }
    let misses = misses(&figures);
    for miss in &misses {
        println!("missed: {miss}");
    }
    if misses.is_empty() {
        println!("Every other target is met. The whole document is {DOCUMENT}.");
    }
    Ok(exit_code(misses.is_empty()))
}

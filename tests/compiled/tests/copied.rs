//! A reader copies the port into an empty crate, or the first kernel into a folder of its own: both
//! compile there, without a warning.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use harness::cargo::{self, Build};
use harness::machine::ARM64;
use harness::setup;
use tempfile::TempDir;

const KERNEL: &str = "examples/first-kernel";
/// Bare metal with vector registers, as the port works for any kernel.
const BARE_METAL: &str = "aarch64-unknown-none";

const MANIFEST: &str = "[package]
name = \"my-kernel\"
version = \"0.1.0\"
edition = \"2024\"

[dependencies]
lazy-mmu-arm64 = \"0.1\"
lazy-mmu-core = \"0.1\"
";

#[test]
fn the_three_steps_compile_in_an_empty_crate() -> Result<()> {
    let port = fs::read_to_string(cargo::workspace().join(KERNEL).join("src/port.rs"))?;
    let folder = tempfile::tempdir()?;
    fs::create_dir(folder.path().join("src"))?;
    write_manifest(folder.path(), MANIFEST)?;
    let build = |text: &str| {
        fs::write(folder.path().join("src/lib.rs"), text)?;
        anyhow::Ok(in_folder("the port", &folder))
    };
    build(&port)?.run(&["--offline"])?;
    setup::rust_target(BARE_METAL)?;
    build(&format!("#![no_std]\n{port}"))?.target(BARE_METAL).run(&["--offline"])?;
    Ok(())
}

#[test]
fn the_first_kernel_compiles_in_a_folder_of_its_own() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let kernel = cargo::workspace().join(KERNEL);
    copy(&kernel, folder.path())?;
    let readme = fs::read_to_string(kernel.join("README.md"))?;
    let manifest = block(&readme, "toml").context("the kernel's README has no ```toml block")?;
    write_manifest(folder.path(), manifest)?;
    setup::rust_target(ARM64.target)?;
    in_folder("the copied kernel", &folder).target(ARM64.target).run(&["--offline"])?;
    Ok(())
}

/// Returns a build in that folder, which fails on a warning.
fn in_folder(what: &'static str, folder: &TempDir) -> Build<'static> {
    Build::new(what)
        .in_folder(folder.path())
        .into(built_into())
        .profile("dev")
        .environment("RUSTFLAGS", "-Dwarnings")
}

/// Returns the folder of the builds. It stays from run to run, so that dependencies compile once.
fn built_into() -> PathBuf {
    cargo::target_dir().join("copied")
}

/// Writes a manifest whose libraries are those of this workspace, and its lock file, so that cargo
/// needs no network.
fn write_manifest(folder: &Path, manifest: &str) -> Result<()> {
    let mut text = format!("{manifest}\n[workspace]\n\n[patch.crates-io]\n");
    for library in ["lazy-mmu-core", "lazy-mmu-macros", "lazy-mmu-arm64"] {
        let path = cargo::workspace().join(library);
        text += &format!("{library} = {{ path = '{}' }}\n", path.display());
    }
    fs::write(folder.join("Cargo.toml"), text)?;
    fs::copy(cargo::workspace().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(())
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Returns the first fenced block of a language.
fn block<'a>(text: &'a str, language: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("```{language}\n"))?;
    Some(rest.split_once("```\n")?.0)
}

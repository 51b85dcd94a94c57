//! Linkers of other systems that come with Rust: those of WebAssembly and of Windows.

use std::fs;

use harness::setup;

use crate::crates::{Crates, Registered};
use crate::{DUPLICATE, assert_one_is_needed_and_enough, assert_says, lazy_mmu};

const WASM: &str = "wasm32-unknown-unknown";
const WINDOWS: &str = "x86_64-pc-windows-msvc";

/// The flags that call Rust's linker as Microsoft's, for a program without a C library.
const LIKE_MICROSOFT: [&str; 5] = [
    "-Clinker=rust-lld",
    "-Clinker-flavor=lld-link",
    "-Clink-arg=/entry:entry",
    "-Clink-arg=/subsystem:console",
    "-Clink-arg=/nodefaultlib",
];

/// Compiles the libraries for a target; returns `None` if the target cannot be installed.
fn crates(target: &str) -> Option<Crates> {
    if let Err(error) = setup::rust_target(target) {
        println!("NOT RUN for {target}: {error:#}");
        return None;
    }
    Some(Crates::bare(target, &["-Copt-level=1"]))
}

#[test]
fn a_linker_of_windows_needs_one_registration_and_finds_a_second() {
    let Some(crates) = crates(WINDOWS) else { return };
    assert_one_is_needed_and_enough(&crates, "bin", &LIKE_MICROSOFT);
    assert_one_is_needed_and_enough(
        &crates,
        "bin",
        &[&LIKE_MICROSOFT[..], &["-Clto=thin"]].concat(),
    );
}

#[test]
fn a_wasm_module_without_a_registration_imports_the_symbols() {
    let Some(crates) = crates(WASM) else { return };
    // Rust up to 1.95 allows this by itself; later ones need a flag.
    let module = crates
        .link("cdylib", Registered::Nowhere, &["-Clink-arg=--allow-undefined"])
        .expect("it imports what is undefined");
    let module = fs::read(module).expect("the module");
    let (module_name, symbol) = (b"\x03env", lazy_mmu());
    // Each name stands after its length.
    let is_import = |bytes: &[u8]| {
        bytes.starts_with(module_name) && bytes[module_name.len() + 1..] == *symbol.as_bytes()
    };
    assert!(
        module.windows(module_name.len() + 1 + symbol.len()).any(is_import),
        "the module imports no symbol of ours from `env`"
    );
}

/// The compiler cannot tell this linker to take an object in any case, so it takes the first of two
/// crates.
#[test]
fn a_linker_of_wasm_finds_a_second_registration_with_fat_lto_alone() {
    let Some(crates) = crates(WASM) else { return };
    crates.link("cdylib", Registered::InCrate, &[]).unwrap();
    crates
        .link("cdylib", Registered::InTwoCrates, &[])
        .expect("if this is an error now, the documents can promise it");
    assert_says(
        crates.link("cdylib", Registered::InTwoCrates, &["-Clto=fat"]),
        DUPLICATE,
        "two crates', fat LTO",
    );
}

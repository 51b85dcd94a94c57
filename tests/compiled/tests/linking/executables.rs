//! Executables: of this host by each linker that it has, and bare metal by Rust's own, optimized
//! across crates or not.

use std::path::Path;
use std::process::Command;

use harness::machine::ARM64;
use harness::setup;

use crate::crates::{Crates, Registered};
use crate::{assert_one_is_needed_and_enough, output};

/// Returns the flag with the folder of the linkers that come with Rust.
fn of_rust() -> String {
    let (_, libraries) = output(Command::new("rustc").args(["--print", "target-libdir"]));
    let folder = Path::new(libraries.trim()).with_file_name("bin").join("gcc-ld");
    format!("-Clink-arg=-B{}", folder.display())
}

/// Asserts that a program runs, and that the mode is off in its section.
fn assert_runs_without_the_mode(crates: &Crates, flags: &[&str]) {
    let program = crates.link("bin", Registered::InCrate, flags).expect("it was linked before");
    assert_eq!(Command::new(program).status().expect("it starts").code(), Some(0));
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "linkers have other words elsewhere")]
fn an_executable_needs_one_registration_and_a_second_is_found_in_any_crate() {
    // Cargo's default, and optimized as a whole.
    let incremental = concat!("-Cincremental=", env!("CARGO_TARGET_TMPDIR"), "/incremental");
    for compiled in [["-Copt-level=0", incremental], ["-Copt-level=3", "-Ccodegen-units=1"]] {
        let crates = Crates::new(&compiled);
        assert_one_is_needed_and_enough(&crates, "bin", &[]);
        assert_runs_without_the_mode(&crates, &[]);
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "these linkers are of Linux")]
fn each_linker_of_linux_finds_a_second_registration_and_a_missing_one() {
    let crates = Crates::new(&[]);
    let of_rust = of_rust();
    for linker in ["-Clink-arg=-fuse-ld=lld", "-Clink-arg=-fuse-ld=bfd", "-Clink-arg=-fuse-ld=gold"]
    {
        let name = linker.rsplit('=').next().expect("the linker");
        if name != "lld" && !crate::is_there(&format!("ld.{name}")) {
            println!("NOT RUN with {name}: there is no ld.{name}; on Debian, `binutils` has it");
            continue;
        }
        assert_one_is_needed_and_enough(&crates, "bin", &[&of_rust, linker]);
    }
    assert_one_is_needed_and_enough(&crates, "bin", &["-Clink-args=-rdynamic"]);
    assert_runs_without_the_mode(&crates, &["-Clink-args=-rdynamic"]);
}

#[test]
fn optimizing_across_crates_hides_neither_a_second_registration_nor_a_missing_one() {
    setup::rust_target(ARM64.target).expect("the target");
    let kernel = Crates::bare(ARM64.target, &["-Copt-level=3"]);
    for lto in ["-Clto=off", "-Clto=thin", "-Clto=fat"] {
        assert_one_is_needed_and_enough(&kernel, "bin", &[lto, "-Clink-arg=--entry=entry"]);
    }
}

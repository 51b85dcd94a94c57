//! Links as the kernel's programs are linked, and compiles the C version of the mode if there is a
//! compiler for it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

const GCC: &str = "aarch64-linux-gnu-gcc";
const SOURCE: &str = "../c/lazy_mmu.c";
const HEADERS: [&str; 2] = ["../../../lazy-mmu-core/include", "../../../lazy-mmu-arm64/include"];

fn main() {
    println!("cargo::rustc-link-arg-bins=-Timage.ld");
    println!(
        "cargo::rustc-link-arg-bins=-T{}/../../kernels/arm64/virt.ld",
        env!("CARGO_MANIFEST_DIR")
    );
    println!("cargo::rerun-if-changed=../../kernels/arm64/virt.ld");
    println!("cargo::rerun-if-changed={SOURCE}");
    for headers in HEADERS {
        println!("cargo::rerun-if-changed={headers}");
    }
    println!("cargo::rustc-check-cfg=cfg(have_gcc)");

    let gcc = on_the_path();
    println!("cargo::rerun-if-env-changed=PATH");
    // This file does not exist, so each build looks for the compiler again.
    println!("cargo::rerun-if-changed={}", gcc.as_deref().unwrap_or(Path::new("no-gcc")).display());
    if let Some(gcc) = gcc {
        compile(&gcc);
    }
}

fn on_the_path() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(GCC)).find(|file| file.is_file())
}

/// The flags of kernels: no vector registers, no position-independent code, and none of a
/// distribution's hardening.
fn compile(gcc: &Path) {
    let flags = [
        "-O2",
        "-ffreestanding",
        "-mgeneral-regs-only",
        "-fno-pic",
        "-fno-stack-protector",
        "-fno-strict-aliasing",
    ];
    for (library, exported) in [("lazy_mmu", false), ("exported", true)] {
        let mut build = cc::Build::new();
        if exported {
            build.define("EXPORTED", None);
        }
        build
            .file(SOURCE)
            .includes(HEADERS)
            .compiler(gcc)
            .archiver("aarch64-linux-gnu-ar")
            .no_default_flags(true)
            .flags(flags)
            .flags([
                "-mbranch-protection=none",
                "-fno-asynchronous-unwind-tables",
                "-Wall",
                "-Wextra",
                "-Werror",
            ])
            .compile(library);
    }
    let version = Command::new(gcc).arg("-dumpfullversion").output().expect("it has just compiled");
    println!("cargo::rustc-env=GCC_VERSION={}", String::from_utf8_lossy(&version.stdout).trim());
    println!("cargo::rustc-cfg=have_gcc");
}

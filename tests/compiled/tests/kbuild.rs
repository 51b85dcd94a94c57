//! The three libraries as Linux's build compiles crates: by plain rustc, with its flags, without
//! Cargo and without a build script.

use std::path::{Path, PathBuf};
use std::process::Command;

use harness::machine::ARM64;
use harness::{cargo, setup};
use serde_json::Value;
use tempfile::TempDir;

/// The flags of every crate for the kernel; each has its own edition. A warning fails the test.
const KERNEL: &str = "-Cpanic=abort -Cembed-bitcode=n -Clto=n -Cforce-unwind-tables=n -Ccodegen-units=1 -Csymbol-mangling-version=v0 \
    -Crelocation-model=static -Copt-level=2 -Cdebug-assertions=n -Coverflow-checks=n -Dnon_ascii_idents -Dunsafe_op_in_unsafe_fn \
    -Wrust_2018_idioms -Wmissing_docs -Dwarnings --edition=2024";

/// A kernel that exports the mode to C, and has a section in Rust by the attribute.
const KERNEL_CRATE: &str = r#"//! A kernel.
#![no_std]
use lazy_mmu_arm64::{Arm64, LinuxEl1, SpEl0, TaskRegister, set_pte};
use lazy_mmu_core::{Platform, Slot, lazy_mmu};

#[repr(C)]
struct Task { lazy_mmu: Slot<Arm64<LinuxEl1>> }

struct Kernel;

impl Platform for Kernel {
    type Arch = Arm64<LinuxEl1>;
    fn in_interrupt() -> bool { false }
    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64<LinuxEl1>>) -> R) -> R {
        // SAFETY: nothing here runs.
        f(&unsafe { SpEl0::current::<Task>() }.lazy_mmu)
    }
}

lazy_mmu_arm64::export_c!(Kernel);

/// Maps a page.
#[lazy_mmu(platform = Kernel)]
pub fn map(entry: &core::sync::atomic::AtomicU64) {
    set_pte::<Kernel>(entry, 0x0040_0000_0000_0403);
}
"#;

/// The functions that C calls.
const EXPORTED: [&str; 8] = [
    "lazy_mmu_mode_enable",
    "lazy_mmu_mode_disable",
    "lazy_mmu_mode_pause",
    "lazy_mmu_mode_resume",
    "is_lazy_mmu_mode_active",
    "lazy_mmu_mode_flush",
    "lazy_mmu_mode_defer",
    "queue_pte_barriers",
];

struct Kbuild {
    folder: TempDir,
    metadata: Value,
}

impl Kbuild {
    fn new() -> Self {
        setup::rust_target(ARM64.target).expect("the target");
        let output = cargo::command()
            .args(["metadata", "--format-version=1"])
            .output()
            .expect("cargo starts");
        let metadata =
            serde_json::from_slice(&output.stdout).expect("the packages of this workspace");
        Self { folder: tempfile::tempdir().expect("a temporary folder"), metadata }
    }

    /// Returns the folder of another crate's locked source, of which a kernel has a copy: the
    /// oldest of several versions.
    fn others(&self, name: &str) -> PathBuf {
        let packages = self.metadata["packages"].as_array().expect("packages").iter();
        let package = packages
            .filter(|package| package["name"] == name)
            .min_by_key(|package| package["version"].as_str());
        let manifest =
            package.unwrap_or_else(|| panic!("{name} is in Cargo.lock"))["manifest_path"]
                .as_str()
                .expect("a path");
        Path::new(manifest).with_file_name("src").join("lib.rs")
    }

    fn ours(package: &str) -> PathBuf {
        cargo::workspace().join(package).join("src/lib.rs")
    }

    /// Compiles a crate with the flags, which find earlier crates by name.
    fn compile(&self, name: &str, source: &Path, flags: &str, more: &[&str]) {
        let mut rustc = Command::new("rustc");
        // The folder decides the toolchain.
        rustc.current_dir(cargo::workspace());
        for (variable, _) in std::env::vars_os()
            .filter(|(variable, _)| variable.to_string_lossy().starts_with("CARGO"))
        {
            rustc.env_remove(variable);
        }
        rustc.args(["--crate-name", name]).args(flags.split_whitespace()).args(more);
        let output = rustc
            .arg("-L")
            .arg(self.folder.path())
            .arg("--out-dir")
            .arg(self.folder.path())
            .arg(source)
            .output();
        let output = output.expect("rustc starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{name}:\n{said}");
    }

    /// Compiles the attribute and its dependencies, for the machine that compiles.
    fn for_the_host(&self) {
        let others = "--crate-type=rlib --edition=2021 --cap-lints=allow";
        let proc_macro = "feature=\"proc-macro\"";
        self.compile("unicode_ident", &self.others("unicode-ident"), others, &[]);
        let cfgs = [
            "--extern=unicode_ident",
            "--cfg",
            proc_macro,
            "--cfg",
            "wrap_proc_macro",
            "--cfg",
            "proc_macro_span_location",
        ];
        self.compile(
            "proc_macro2",
            &self.others("proc-macro2"),
            others,
            &[&cfgs[..], &["--cfg", "proc_macro_span_file"]].concat(),
        );
        self.compile(
            "quote",
            &self.others("quote"),
            others,
            &["--extern=proc_macro2", "--cfg", proc_macro],
        );
        let features = ["clone-impls", "full", "parsing", "printing", "proc-macro"]
            .map(|name| format!("--cfg=feature=\"{name}\""));
        let features: Vec<&str> = features.iter().map(String::as_str).collect();
        let externs = ["--extern=proc_macro2", "--extern=quote", "--extern=unicode_ident"];
        self.compile("syn", &self.others("syn"), others, &[&externs[..], &features].concat());
        let externs =
            ["--extern=proc_macro2", "--extern=quote", "--extern=syn", "--extern=proc_macro"];
        let ours = "--crate-type=proc-macro --edition=2024 -Dwarnings";
        self.compile("lazy_mmu_macros", &Self::ours("lazy-mmu-macros"), ours, &externs);
    }

    /// Compiles a crate for the kernel: metadata for the crates that use it, an object to link, and
    /// assembly, which is returned.
    fn for_the_kernel(&self, name: &str, source: &Path, externs: &[&str]) -> String {
        let target =
            format!("{KERNEL} --target={} --crate-type=rlib --emit=metadata,obj,asm", ARM64.target);
        self.compile(name, source, &target, externs);
        std::fs::read_to_string(self.folder.path().join(format!("{name}.s"))).expect("the assembly")
    }
}

#[test]
fn the_libraries_compile_by_plain_rustc_with_the_flags_of_linux() {
    let kbuild = Kbuild::new();
    kbuild.for_the_host();
    let scopeguard = format!(
        "{KERNEL} --target={} --crate-type=rlib --emit=metadata,obj --cap-lints=allow",
        ARM64.target
    );
    kbuild.compile("scopeguard", &kbuild.others("scopeguard"), &scopeguard, &[]);
    let attribute = ["--extern=scopeguard", "--extern=lazy_mmu_macros", "--cfg=feature=\"macros\""];
    kbuild.for_the_kernel("lazy_mmu_core", &Kbuild::ours("lazy-mmu-core"), &attribute);
    kbuild.for_the_kernel(
        "lazy_mmu_arm64",
        &Kbuild::ours("lazy-mmu-arm64"),
        &["--extern=lazy_mmu_core"],
    );

    let source = kbuild.folder.path().join("kernel_crate.rs");
    std::fs::write(&source, KERNEL_CRATE).expect("the source");
    let assembly = kbuild.for_the_kernel(
        "kernel_crate",
        &source,
        &["--extern=lazy_mmu_core", "--extern=lazy_mmu_arm64"],
    );
    for name in EXPORTED {
        assert!(assembly.contains(&format!("\t.globl\t{name}\n")), "{name} is not defined for C");
    }
    assert!(assembly.contains("dsb\tishst"), "the barriers are executed");
}

//! The crates that are linked: core, a library that uses `Global`, two that register, and a
//! program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use harness::cargo;
use serde_json::Value;
use tempfile::TempDir;

use crate::output;

/// The crates that register a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    Nowhere,
    /// A crate that is handed to the compiler, and that no `use` names.
    InCrateThatNobodyNames,
    InCrate,
    InTwoCrates,
    InProgramAndCrate,
}

const USER: &str = "#![no_std]\npub fn map() -> bool {\n    let _section = lazy_mmu_core::LazyMmuGuard::<lazy_mmu_core::Global>::enable();\n    lazy_mmu_core::is_active::<lazy_mmu_core::Global>()\n}\n";
const ENTRY: &str = "#[unsafe(no_mangle)] pub extern \"C\" fn entry() -> bool { user::map() }";
const REGISTERS: &str = "lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);";

/// Libraries of one target and one set of flags.
pub struct Crates {
    folder: TempDir,
    flags: Vec<String>,
    /// Whether a program has no standard library.
    bare: bool,
    links: AtomicUsize,
}

impl Crates {
    /// Compiles the libraries for this host.
    pub fn new(flags: &[&str]) -> Self {
        Self::compile(flags.iter().map(|&flag| flag.to_owned()).collect(), false)
    }

    /// Compiles the libraries for a target, without the standard library.
    pub fn bare(target: &str, flags: &[&str]) -> Self {
        let target = [format!("--target={target}"), "-Cpanic=abort".to_owned()];
        Self::compile(
            target.into_iter().chain(flags.iter().map(|&flag| flag.to_owned())).collect(),
            true,
        )
    }

    fn compile(flags: Vec<String>, bare: bool) -> Self {
        let crates = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            flags,
            bare,
            links: AtomicUsize::new(0),
        };
        crates.library("scopeguard", &scopeguard(), &[]);
        crates.library(
            "lazy_mmu_core",
            &cargo::workspace().join("lazy-mmu-core/src/lib.rs"),
            &["scopeguard"],
        );
        for (name, text) in [
            ("user", USER),
            ("first", &format!("#![no_std]\n{REGISTERS}")),
            ("second", &format!("#![no_std]\n{REGISTERS}")),
        ] {
            let file = crates.path(&format!("{name}.rs"));
            fs::write(&file, text).expect("the source");
            crates.library(name, &file, &["lazy_mmu_core"]);
        }
        crates
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// Returns a command of this workspace's compiler, with these libraries.
    fn rustc(&self, libraries: &[&str]) -> Command {
        let mut rustc = Command::new("rustc");
        // The folder decides the toolchain. Without Cargo no package has a version.
        rustc
            .current_dir(cargo::workspace())
            .env("LC_ALL", "C")
            .env_remove("CARGO_PKG_VERSION_MAJOR")
            .env_remove("CARGO_PKG_VERSION_MINOR");
        rustc.arg("--edition=2024").args(&self.flags).arg("-L").arg(self.folder.path());
        for name in libraries {
            rustc
                .arg("--extern")
                .arg(format!("{name}={}", self.path(&format!("lib{name}.rlib")).display()));
        }
        rustc
    }

    fn library(&self, name: &str, source: &Path, libraries: &[&str]) {
        let mut rustc = self.rustc(libraries);
        rustc
            .args(["--crate-type=rlib", "--cap-lints=allow", "--crate-name", name, "-o"])
            .arg(self.path(&format!("lib{name}.rlib")))
            .arg(source);
        let (compiled, said) = output(&mut rustc);
        assert!(compiled, "{name} does not compile:\n{said}");
    }

    /// Compiles one of the sources, `user`, `first` or `second`, to an object.
    pub fn object(&self, name: &str) -> PathBuf {
        let object = self.path(&format!("{name}.o"));
        let mut rustc = self.rustc(&["lazy_mmu_core"]);
        rustc
            .args(["--crate-type=rlib", "--emit=obj", "-Ccodegen-units=1", "-o"])
            .arg(&object)
            .arg(self.path(&format!("{name}.rs")));
        let (compiled, said) = output(&mut rustc);
        assert!(compiled, "{said}");
        object
    }

    /// Compiles a program from this source.
    pub fn program(&self, source: &str) -> PathBuf {
        let [file, program] = ["alone.rs", "alone"].map(|file| self.path(file));
        fs::write(&file, source).expect("the source");
        let (compiled, said) = output(self.rustc(&[]).arg("-o").arg(&program).arg(file));
        assert!(compiled, "{said}");
        program
    }

    /// Links a crate of this kind, as `bin` or `cdylib`, that calls the library. If that fails,
    /// returns the output.
    pub fn link(
        &self,
        kind: &str,
        registered: Registered,
        flags: &[&str],
    ) -> Result<PathBuf, String> {
        let names = match registered {
            Registered::Nowhere => return self.link_source(kind, "", flags, &["user"]),
            Registered::InCrateThatNobodyNames => "",
            Registered::InCrate => "use first as _;",
            Registered::InTwoCrates => "use first as _; use second as _;",
            Registered::InProgramAndCrate => &format!("use first as _; {REGISTERS}"),
        };
        self.link_source(kind, names, flags, &["user", "first", "second", "lazy_mmu_core"])
    }

    /// Links the same crate with `more` source.
    pub fn link_source(
        &self,
        kind: &str,
        more: &str,
        flags: &[&str],
        libraries: &[&str],
    ) -> Result<PathBuf, String> {
        let number = self.links.fetch_add(1, Relaxed);
        let [source, linked] =
            [format!("program{number}.rs"), format!("linked{number}")].map(|file| self.path(&file));
        let entry = match (self.bare, kind) {
            (false, "bin") => "fn main() { std::process::exit(user::map().into()) }",
            (false, _) => ENTRY,
            (true, _) => &format!(
                "#![no_std]\n#![no_main]\n#[panic_handler] fn panic(_: &core::panic::PanicInfo) -> ! {{ loop {{}} }}\n{ENTRY}"
            ),
        };
        fs::write(&source, format!("{entry}\n{more}\n")).expect("the source");
        let mut rustc = self.rustc(libraries);
        rustc
            .args(["--crate-name=program", "--crate-type", kind, "-o"])
            .arg(&linked)
            .args(flags)
            .arg(source);
        let (is_linked, said) = output(&mut rustc);
        if is_linked { Ok(linked) } else { Err(said) }
    }
}

/// Returns the source of `scopeguard` that this workspace is locked to.
fn scopeguard() -> PathBuf {
    let output = cargo::command()
        .args(["metadata", "--format-version=1", "--offline"])
        .output()
        .expect("cargo starts");
    let metadata: Value =
        serde_json::from_slice(&output.stdout).expect("the packages of this workspace");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages
        .iter()
        .find(|package| package["name"] == "scopeguard")
        .expect("core depends on it");
    Path::new(package["manifest_path"].as_str().expect("a path"))
        .with_file_name("src")
        .join("lib.rs")
}

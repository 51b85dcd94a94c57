//! Two versions of core in one program: a kernel registers with one of them, and a library uses the
//! other.

use std::fs;
use std::path::Path;

use harness::cargo::{self, workspace};
use tempfile::TempDir;

use crate::{UNDEFINED, lazy_mmu, output};

/// A kernel that uses this version as `now`, and the next incompatible one as `next`.
struct Kernel(TempDir);

impl Kernel {
    /// Makes the kernel. With `in_symbols` the symbols of the next version carry it; without, they
    /// were forgotten when the package got its version.
    fn new(in_symbols: bool) -> Self {
        let kernel = Self(tempfile::tempdir().expect("a temporary folder"));
        let core = workspace().join("lazy-mmu-core");
        kernel.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"kernel\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
                 next = {{ package = \"lazy-mmu-core\", path = \"next\" }}\n\
                 now = {{ package = \"lazy-mmu-core\", path = {core:?}, default-features = false }}\n"
            ),
        );
        fs::copy(workspace().join("Cargo.lock"), kernel.0.path().join("Cargo.lock"))
            .expect("a copy");
        let next = kernel.0.path().join("next");
        copy(&core.join("src"), &next.join("src"));
        fs::copy(core.join("README.md"), next.join("README.md")).expect("a copy");
        kernel.write(
            "next/Cargo.toml",
            &format!(
                "[package]\nname = \"lazy-mmu-core\"\nversion = \"{}.0\"\nedition = \"2024\"\n[features]\nmacros = []\n\
                 [dependencies]\nscopeguard = {{ version = \"1\", default-features = false }}\n",
                next_version(".")
            ),
        );
        if in_symbols {
            let symbols =
                fs::read_to_string(next.join("src/global/symbols.rs")).expect("the symbols");
            assert!(
                symbols.contains(&lazy_mmu()),
                "the symbols of core do not begin with `{}`",
                lazy_mmu()
            );
            kernel.write(
                "next/src/global/symbols.rs",
                &symbols.replace(&lazy_mmu(), &next_lazy_mmu()),
            );
        }
        kernel
    }

    fn write(&self, file: &str, text: &str) {
        let file = self.0.path().join(file);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }

    /// Builds the kernel, which uses both versions and registers with those that `registers` names.
    /// Returns whether that succeeds, and the output.
    fn build(&self, registers: &str) -> (bool, String) {
        let uses = ["now", "next"]
            .map(|core| format!("drop({core}::LazyMmuGuard::<{core}::Global>::enable());"))
            .concat();
        self.write("src/main.rs", &format!("{registers}\nfn main() {{ {uses} }}\n"));
        let mut cargo = cargo::command();
        output(
            cargo
                .current_dir(self.0.path())
                .args(["build", "--offline", "--target-dir"])
                .arg(self.0.path().join("target")),
        )
    }
}

fn registers(core: &str) -> String {
    format!("{core}::set_platform!({core}::NoLazyMmu);\n")
}

fn next_version(separator: &str) -> String {
    let number = |number: &str| number.parse::<u32>().expect("a number");
    match (number(env!("CARGO_PKG_VERSION_MAJOR")), number(env!("CARGO_PKG_VERSION_MINOR"))) {
        (0, minor) => format!("0{separator}{}", minor + 1),
        (major, _) => format!("{}{separator}0", major + 1),
    }
}

/// Returns the beginning of the next version's symbols.
fn next_lazy_mmu() -> String {
    let version = next_version("_");
    format!("lazy_mmu_{}__write_set_platform_", version.strip_suffix("_0").unwrap_or(&version))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for file in from.read_dir().expect("the sources").map(|file| file.expect("a file").path()) {
        let to = to.join(file.file_name().expect("a name"));
        if file.is_dir() {
            copy(&file, &to)
        } else {
            fs::copy(&file, to).map(drop).expect("a copy")
        }
    }
}

#[test]
fn a_version_that_the_symbols_do_not_carry_is_refused_when_core_is_compiled() {
    let (builds, said) = Kernel::new(false).build("");
    assert!(
        !builds && said.contains("the link-time names carry another version than the package"),
        "{said}"
    );
}

#[test]
fn a_kernel_that_registers_with_one_version_does_not_link_with_a_library_of_another() {
    let kernel = Kernel::new(true);
    let lacks = |said: &str, symbols: &str| {
        UNDEFINED.iter().any(|words| said.contains(&format!("{words}{symbols}")))
    };
    for (registered, other) in [
        (("now", lazy_mmu()), ("next", next_lazy_mmu())),
        (("next", next_lazy_mmu()), ("now", lazy_mmu())),
    ] {
        let (builds, said) = kernel.build(&registers(registered.0));
        assert!(
            !builds && lacks(&said, &other.1) && !lacks(&said, &registered.1),
            "registered with `{}`: {said}",
            registered.0
        );
    }
    let (builds, said) = kernel.build(&(registers("now") + &registers("next")));
    assert!(builds, "each version has its platform: {said}");
}

//! `cargo xtask msrv`: builds the libraries with the oldest Rust that they are for, the workspace's
//! `rust-version`.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::{env, fs};

use anyhow::{Context, Result, bail, ensure};
use harness::{cargo, progress};

use crate::exit_code;
use crate::packages::LIBRARIES;
use crate::step::Step;

/// The builds of the libraries. The adapters are not among them: they need the Rust of the crates
/// that they adapt.
const BUILDS: [(&str, &str); 2] =
    [("", ""), (" without default features", " --no-default-features")];

/// The target for which Debian packages arm64's libraries. For a no_std crate they are the same.
const DEBIANS_ARM64: &str = "aarch64-unknown-linux-gnu";
const BARE_METAL: &str = "aarch64-unknown-none";

/// A compiler; the folder of its shared libraries, if it does not find them by itself; and the
/// target of arm64, if it can compile for that.
struct Rustc {
    program: PathBuf,
    libraries: Option<PathBuf>,
    arm64: Option<&'static str>,
}

/// Builds, and says whether it went well.
pub fn run() -> Result<ExitCode> {
    let (steps, not_run) = steps()?;
    let mut ok = true;
    for step in steps {
        ok &= step.run()?.ok;
    }
    if let Some(why) = not_run {
        println!("NOT RUN: {why}");
    }
    println!("The libraries {} with Rust {}", if ok { "build" } else { "do not build" }, stated()?);
    Ok(exit_code(ok))
}

/// Returns the builds, and a sentence that says which ones cannot run here and why.
///
/// # Errors
///
/// If there is no such compiler. The error says why, and how to get one.
pub fn steps() -> Result<(Vec<Step>, Option<String>)> {
    let version = stated()?;
    let rustc = find(&version)?;
    let is = rustc.version()?;
    ensure!(
        is_of(&version, &is),
        "{} is Rust {is}, but `rust-version` in Cargo.toml is {version}",
        rustc.program.display()
    );
    let folder = cargo::target_dir().join("msrv");
    let mut steps = Vec::new();
    for target in [None].into_iter().chain(rustc.arm64.map(Some)) {
        for (name, arguments) in BUILDS {
            let mut command = cargo::command();
            command
                .args(format!("build {LIBRARIES}{arguments}").split_whitespace())
                .env("RUSTC", &rustc.program)
                .env("CARGO_TARGET_DIR", &folder);
            if let Some(target) = target {
                // The flags of `.cargo/config.toml` would make it record its barriers.
                command.args(["--target", target]).env("RUSTFLAGS", "");
            }
            rustc.set_libraries(&mut command);
            steps.push(Step::of(
                &format!("build with Rust {is} for {}{name}", target.unwrap_or("this host")),
                command,
            ));
        }
    }
    let get = format!(
        "no build for arm64 with Rust {is}, as this one lacks the libraries for it; get it with rustup, and run `rustup target add {BARE_METAL}`"
    );
    Ok((steps, rustc.arm64.is_none().then_some(get)))
}

/// Returns the workspace's `rust-version`.
fn stated() -> Result<String> {
    let manifest = fs::read_to_string(cargo::workspace().join("Cargo.toml"))
        .context("Cargo.toml cannot be read; run this in a full checkout")?;
    let version =
        manifest.lines().find_map(|line| line.strip_prefix("rust-version = \"")?.strip_suffix('"'));
    Ok(version.context("Cargo.toml has no `rust-version = \"…\"`; write the oldest Rust that the libraries are for")?.to_owned())
}

/// Returns whether `is`, such as `1.85.1`, is a release of `stated`, such as `1.85`.
fn is_of(stated: &str, is: &str) -> bool {
    is.strip_prefix(stated).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Returns the compiler that `MSRV_RUSTC` names, rustup's, or Debian's.
fn find(version: &str) -> Result<Rustc> {
    if let Some(program) = env::var_os("MSRV_RUSTC") {
        return Ok(Rustc { program: program.into(), libraries: None, arm64: None });
    }
    let of_rustup = Command::new("rustup")
        .args(["which", "rustc", "--toolchain", version])
        .stderr(Stdio::null())
        .output();
    if let Some(found) = of_rustup.ok().filter(|output| output.status.success()) {
        let added = output(
            "rustup",
            &["target", "add", BARE_METAL, "--toolchain", version],
            cargo::workspace(),
        );
        let arm64 = added.is_ok().then_some(BARE_METAL);
        return Ok(Rustc {
            program: String::from_utf8_lossy(&found.stdout).trim().into(),
            libraries: None,
            arm64,
        });
    }
    of_debian(version).with_context(|| {
        format!("there is no Rust {version}; get it with `rustup toolchain install {version} --profile minimal`, or name its rustc in `MSRV_RUSTC`")
    })
}

/// Returns Debian's compiler. Its packages for browsers keep the older ones; nothing is installed.
fn of_debian(version: &str) -> Result<Rustc> {
    let folder = cargo::target_dir().join("msrv/debian");
    let mut rustc = Rustc {
        program: folder.join("usr/bin/rustc"),
        libraries: Some(folder.join("usr/lib").join(multiarch()?)),
        arm64: None,
    };
    let arm64 = folder.join("usr/lib/rustlib").join(DEBIANS_ARM64);
    if rustc.program.exists() && rustc.version().is_ok_and(|is| is_of(version, &is)) {
        rustc.arm64 = arm64.exists().then_some(DEBIANS_ARM64);
        return Ok(rustc);
    }
    let listed = output("apt-cache", &["madison", "rustc-web"], cargo::workspace())?;
    let full = listed
        .lines()
        .filter_map(|line| line.split('|').nth(1))
        .map(str::trim)
        .find(|full| is_of(version, full));
    let Some(full) = full else { bail!("Debian has no package of it here") };
    let packages = ["rustc-web", "libstd-rust-web-dev", &format!("libstd-rust-web-{version}")]
        .map(|package| format!("{package}={full}"));
    let depends = output("apt-cache", &["depends", &packages[2]], cargo::workspace())?;
    let llvm = depends.lines().find_map(|line| {
        line.trim().strip_prefix("Depends: ").filter(|package| package.starts_with("libllvm"))
    });

    progress(&format!("downloading Rust {full} of Debian"));
    fs::create_dir_all(&folder)
        .with_context(|| format!("{} cannot be made; see to its permissions", folder.display()))?;
    let arguments: Vec<&str> =
        ["download"].into_iter().chain(packages.iter().map(String::as_str)).chain(llvm).collect();
    output("apt-get", &arguments, &folder)?;
    // A build for this host alone is still worth something.
    if let Err(error) = download_for_arm64(&packages[1], &folder) {
        println!("Debian's libraries for arm64 are not available: {error:#}");
    }
    for file in fs::read_dir(&folder)? {
        let file = file?.path();
        if file.extension().is_some_and(|extension| extension == "deb") {
            output("dpkg", &["-x", &file.to_string_lossy(), "."], &folder)?;
            fs::remove_file(file)?;
        }
    }
    rustc.arm64 = arm64.exists().then_some(DEBIANS_ARM64);
    Ok(rustc)
}

/// Downloads the package for arm64, by lists of its own: this machine's lists have only the
/// architectures that it is set up for.
fn download_for_arm64(package: &str, folder: &Path) -> Result<()> {
    let lists = folder.join("lists");
    fs::create_dir_all(lists.join("partial"))?;
    let cache = folder.join("cache");
    fs::create_dir_all(cache.join("archives/partial"))?;
    let options = [
        format!("--option=Dir::State::lists={}", lists.display()),
        format!("--option=Dir::Cache={}", cache.display()),
        "--option=APT::Architecture=arm64".to_owned(),
        "--option=APT::Architectures=arm64".to_owned(),
    ];
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    output("apt-get", &[&options[..], &["update"]].concat(), folder)?;
    output("apt-get", &[&options[..], &["download", package]].concat(), folder)?;
    Ok(())
}

/// Returns the name of Debian's folder of libraries.
fn multiarch() -> Result<String> {
    Ok(output("dpkg-architecture", &["-qDEB_HOST_MULTIARCH"], cargo::workspace())
        .or_else(|_| output("gcc", &["-print-multiarch"], cargo::workspace()))?
        .trim()
        .to_owned())
}

fn output(program: &str, arguments: &[&str], folder: &Path) -> Result<String> {
    let output =
        Command::new(program).args(arguments).current_dir(folder).stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("there is no `{program}` here"))?;
    ensure!(
        output.status.success(),
        "`{program}` fails: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

impl Rustc {
    /// Returns its version, such as `1.85.0`.
    fn version(&self) -> Result<String> {
        let mut command = Command::new(&self.program);
        self.set_libraries(&mut command);
        let said = command
            .arg("--version")
            .output()
            .with_context(|| format!("{} does not start", self.program.display()))?;
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        let version = said
            .split_whitespace()
            .nth(1)
            .with_context(|| format!("{} says no version", self.program.display()))?;
        Ok(version.to_owned())
    }

    fn set_libraries(&self, command: &mut Command) {
        if let Some(libraries) = &self.libraries {
            command.env("LD_LIBRARY_PATH", libraries);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_of_its_version_and_of_no_other() {
        assert!(
            is_of("1.85", "1.85.0") && is_of("1.85", "1.85.1+dfsg") && is_of("1.85.1", "1.85.1")
        );
        assert!(!is_of("1.85", "1.96.0") && !is_of("1.8", "1.85.0") && !is_of("1.85", "1.8"));
    }

    #[test]
    fn the_workspace_states_a_version() {
        assert!(stated().unwrap().starts_with("1."));
    }
}

//! Finds or installs QEMU, and the Rust targets that programs are built for.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::cargo;
use crate::machine::Machine;
use crate::progress;
use crate::qemu::Qemu;

/// A program that can install QEMU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PackageManager {
    Apt,
    Dnf,
    Pacman,
    Brew,
}

impl PackageManager {
    const ALL: [Self; 4] = [Self::Apt, Self::Dnf, Self::Pacman, Self::Brew];

    fn program(self) -> &'static str {
        match self {
            Self::Apt => "apt-get",
            Self::Dnf => "dnf",
            Self::Pacman => "pacman",
            Self::Brew => "brew",
        }
    }

    /// Returns the command that a person types.
    fn command(self, machine: &Machine) -> String {
        match self {
            Self::Apt => format!("sudo apt-get install {}", machine.debian.join(" ")),
            Self::Dnf => format!("sudo dnf install {}", machine.package_elsewhere),
            Self::Pacman => format!("sudo pacman -S {}", machine.package_elsewhere),
            Self::Brew => "brew install qemu".into(),
        }
    }
}

/// Returns the QEMU of a machine. Installs it first if there is none, apt is there, and we are root
/// or may become root without a password.
///
/// # Errors
///
/// If there is no QEMU and it cannot be installed, or the one found is too old.
pub fn qemu(machine: &'static Machine) -> Result<Qemu> {
    if let Some(qemu) = Qemu::find(machine)? {
        return Ok(qemu);
    }
    let here: Vec<_> =
        PackageManager::ALL.into_iter().filter(|manager| on_path(manager.program())).collect();
    let (name, hint) = (machine.qemu, hint(machine, &here));
    let Some(prefix) = as_root().filter(|_| here.contains(&PackageManager::Apt)) else {
        bail!("{name} is not installed; {hint}");
    };
    install_with_apt(prefix, machine).with_context(|| {
        format!("{name} could not be installed; connect to the network, or {hint}")
    })?;
    Qemu::find(machine)?.with_context(|| format!("{name} is installed but not on the path; {hint}"))
}

/// Adds a Rust target with rustup, if it is missing.
///
/// # Errors
///
/// If it is missing and cannot be added.
pub fn rust_target(target: &str) -> Result<()> {
    if target_is_installed(target)? {
        return Ok(());
    }
    ensure!(
        on_path("rustup"),
        "the Rust target {target} is missing and there is no rustup to add it; install Rust with rustup"
    );
    progress(&format!("adding the Rust target {target}"));
    let added = Command::new("rustup")
        .args(["target", "add", target])
        .current_dir(cargo::workspace())
        .status();
    ensure!(
        added.is_ok_and(|status| status.success()),
        "the Rust target {target} could not be added; connect to the network and run `rustup target add {target}`"
    );
    Ok(())
}

fn target_is_installed(target: &str) -> Result<bool> {
    let output = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(["--print", "target-libdir", "--target", target])
        .current_dir(cargo::workspace())
        .output()
        .context("rustc does not start; install Rust with rustup")?;
    Ok(output.status.success()
        && Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

/// Returns the sentence that says how to get QEMU here: every way, if none is known to fit.
fn hint(machine: &Machine, here: &[PackageManager]) -> String {
    match here {
        [] => {
            let all = PackageManager::ALL.map(|manager| format!("`{}`", manager.command(machine)));
            format!("install it with one of {}", all.join(", "))
        }
        [first, ..] => format!("install it with `{}`", first.command(machine)),
    }
}

/// Returns the words before a command that make root run it: none, or sudo. `None` if that would
/// need a password.
fn as_root() -> Option<&'static [&'static str]> {
    let id = Command::new("id").arg("-u").output().ok()?;
    if id.stdout.trim_ascii() == b"0" {
        return Some(&[]);
    }
    let sudo = Command::new("sudo")
        .args(["-n", "true"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    sudo.success().then_some(&["sudo", "-n"])
}

fn install_with_apt(prefix: &[&str], machine: &Machine) -> Result<()> {
    let apt = |arguments: &[&str]| {
        let command =
            [prefix, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], arguments].concat();
        progress(&format!("{} is not installed: running `{}`", machine.qemu, command.join(" ")));
        // Its output is progress, so it goes to stderr.
        Command::new(command[0])
            .args(&command[1..])
            .stdin(Stdio::null())
            .stdout(std::io::stderr())
            .status()
    };
    // A source that is out of reach may not be the one with QEMU, so only the second step decides.
    apt(&["update"])?;
    let install = [&["install", "--yes", "--no-install-recommends"], machine.debian].concat();
    ensure!(apt(&install)?.success(), "apt-get says above why");
    Ok(())
}

fn on_path(program: &str) -> bool {
    env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::{ARM64, RISCV64};

    #[test]
    fn the_hint_fits_the_machine() {
        assert_eq!(
            hint(&ARM64, &[PackageManager::Dnf]),
            "install it with `sudo dnf install qemu-system-aarch64`"
        );
        // Beside Homebrew, the distribution's own comes first.
        assert!(
            hint(&ARM64, &[PackageManager::Apt, PackageManager::Brew])
                .contains("apt-get install qemu-system-arm")
        );
    }

    #[test]
    fn the_hint_names_every_way_on_an_unknown_machine() {
        for machine in [&ARM64, &RISCV64] {
            let hint = hint(machine, &[]);
            for manager in PackageManager::ALL {
                assert!(hint.contains(&manager.command(machine)), "{hint}");
            }
        }
    }

    #[test]
    fn the_host_is_installed_and_an_invented_target_is_not() {
        let host = Command::new("rustc").args(["--print", "host-tuple"]).output().unwrap().stdout;
        assert!(target_is_installed(String::from_utf8(host).unwrap().trim()).unwrap());
        assert!(!target_is_installed("pdp11-unknown-none").unwrap());
    }
}

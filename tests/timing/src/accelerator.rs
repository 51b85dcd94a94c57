//! [`Accelerator`]: QEMU's way to execute a guest, on this host's CPU or emulated.

use std::env::consts::{ARCH, OS};
use std::fs::OpenOptions;
use std::io::{self, ErrorKind};

use anyhow::{Context, Result, bail};

/// The device of Linux's KVM.
const KVM: &str = "/dev/kvm";

/// The way in which a guest executes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accelerator {
    /// On this CPU, by Linux's KVM.
    Kvm,
    /// On this CPU, by macOS's Hypervisor.framework.
    Hvf,
    /// Emulated, on any host. Its numbers are no times.
    Tcg,
}

impl Accelerator {
    /// Returns the one that executes on this host's CPU.
    ///
    /// # Errors
    ///
    /// If none may be used; the error says what to do.
    pub fn of_this_host() -> Result<Self> {
        Self::of(ARCH, OS, || OpenOptions::new().read(true).write(true).open(KVM).map(drop))
    }

    /// Returns that of a host, given Rust's names for the host; `open` opens [`KVM`].
    fn of(arch: &str, os: &str, open: impl FnOnce() -> io::Result<()>) -> Result<Self> {
        match (arch, os) {
            ("aarch64", "macos") => Ok(Self::Hvf),
            ("aarch64", "linux") => {
                let advice = match open() {
                    Ok(()) => return Ok(Self::Kvm),
                    Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                        Err(error).context("put yourself into its group, `kvm`")
                    }
                    Err(error) => Err(error).context(
                        "load KVM, or take a machine that is not itself a guest without it",
                    ),
                };
                advice
                    .with_context(|| format!("times are taken by KVM, and {KVM} cannot be opened"))
            }
            _ => bail!(
                "times take an arm64 host, Linux with {KVM} or macOS, and this is {os} on {arch}; run it there, or run \
                 `cargo xtask time --emulated`, which shows that it works and shows no times"
            ),
        }
    }

    /// Returns QEMU's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kvm => "kvm",
            Self::Hvf => "hvf",
            Self::Tcg => "tcg",
        }
    }

    /// Returns QEMU's name for the CPU that the guest sees.
    pub fn cpu(self) -> &'static str {
        match self {
            Self::Kvm | Self::Hvf => "host",
            Self::Tcg => "max",
        }
    }

    /// Returns its name for people, as "under KVM".
    pub fn how(self) -> &'static str {
        match self {
            Self::Kvm => "under KVM",
            Self::Hvf => "under HVF",
            Self::Tcg => "emulated",
        }
    }

    /// Returns the problem and a cure, for a QEMU that does not end well.
    pub(crate) fn problem(self) -> &'static str {
        match self {
            Self::Kvm => {
                "nothing was timed under KVM; if the machine has several kinds of CPU, as a phone has, keep QEMU on one kind by `taskset`, and read its output"
            }
            Self::Hvf => {
                "nothing was timed under HVF; use a QEMU that is signed for it, as Homebrew's is, and read its output"
            }
            Self::Tcg => "nothing was emulated; read the output of QEMU",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arm64_host_executes_by_itself() {
        assert_eq!(Accelerator::of("aarch64", "linux", || Ok(())).unwrap(), Accelerator::Kvm);
        assert_eq!(
            Accelerator::of("aarch64", "macos", || unreachable!("macOS has no such device"))
                .unwrap(),
            Accelerator::Hvf
        );
    }

    #[test]
    fn without_acceleration_a_sentence_says_what_to_do() {
        for (arch, os, error, expected) in [
            ("x86_64", "linux", None, "times take an arm64 host"),
            ("x86_64", "macos", None, "`cargo xtask time --emulated`"),
            ("aarch64", "linux", Some(ErrorKind::NotFound), "/dev/kvm cannot be opened: load KVM"),
            (
                "aarch64",
                "linux",
                Some(ErrorKind::PermissionDenied),
                "/dev/kvm cannot be opened: put yourself into its group",
            ),
        ] {
            let refusal =
                Accelerator::of(arch, os, || error.map_or(Ok(()), |kind| Err(kind.into())))
                    .unwrap_err();
            let text = format!("{refusal:#}");
            assert!(text.contains(expected), "{text}");
        }
    }
}

//! [`Accelerator`]: what lets a guest of QEMU execute on this host's CPU, or emulates one.

use std::env::consts::{ARCH, OS};
use std::fs::OpenOptions;
use std::io::{self, ErrorKind};

use anyhow::{Context, Result, bail};

/// The device that is Linux's KVM.
const KVM: &str = "/dev/kvm";

/// How a guest executes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accelerator {
    /// On this CPU, by Linux's KVM.
    Kvm,
    /// On this CPU, by macOS's Hypervisor.framework.
    Hvf,
    /// Emulated, on any host. Nothing that is timed then is a time.
    Tcg,
}

impl Accelerator {
    /// The one that executes on this host's CPU.
    ///
    /// # Errors
    ///
    /// If there is none that may be used, with what to do about it.
    pub fn of_this_host() -> Result<Self> {
        Self::of(ARCH, OS, || OpenOptions::new().read(true).write(true).open(KVM).map(drop))
    }

    /// That of a host, by Rust's names for it, where `open` opens [`KVM`].
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
                "times take an arm64 host, Linux with {KVM} or macOS, and this is {os} on {arch}; run it there, or see by \
                 `cargo xtask time --emulated` that it works, which shows no times"
            ),
        }
    }

    /// QEMU's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kvm => "kvm",
            Self::Hvf => "hvf",
            Self::Tcg => "tcg",
        }
    }

    /// The name of QEMU's for the CPU that the guest sees.
    pub fn cpu(self) -> &'static str {
        match self {
            Self::Kvm | Self::Hvf => "host",
            Self::Tcg => "max",
        }
    }

    /// For a person, as "under KVM".
    pub fn how(self) -> &'static str {
        match self {
            Self::Kvm => "under KVM",
            Self::Hvf => "under HVF",
            Self::Tcg => "emulated",
        }
    }

    /// What is wrong if QEMU does not end well, and what may help.
    pub(crate) fn problem(self) -> &'static str {
        match self {
            Self::Kvm => {
                "nothing was timed under KVM; where CPUs differ, as of a phone, keep it on one kind by `taskset`, and read what QEMU says"
            }
            Self::Hvf => {
                "nothing was timed under HVF; take a QEMU that is signed for it, as Homebrew's is, and read what it says"
            }
            Self::Tcg => "nothing was emulated; read what QEMU says",
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

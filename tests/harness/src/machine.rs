//! [`Machine`]: the emulated machine of an architecture, and the kernel that is built for it.

use std::path::PathBuf;

use crate::cargo;
use crate::run::Counts;

/// A machine that QEMU emulates, and its kernel.
#[derive(Debug)]
pub struct Machine {
    /// The kernel's package.
    pub package: &'static str,
    /// Its folder, from the root of the workspace.
    pub folder: &'static str,
    /// The target that is built for.
    pub target: &'static str,
    /// The QEMU that emulates it.
    pub qemu: &'static str,
    /// The environment variable that may name another QEMU.
    pub variable: &'static str,
    /// The arguments that make QEMU this machine.
    pub arguments: &'static [&'static str],
    /// The packages that apt installs for it. Several packages have provided `qemu-system-riscv64`,
    /// by release.
    pub debian: &'static [&'static str],
    /// The name of that QEMU's package for dnf and pacman.
    pub package_elsewhere: &'static str,
    /// The columns of a snapshot.
    pub columns: &'static [Column],
}

/// A count, and its name.
type Column = (&'static str, fn(&Counts) -> u64);

/// QEMU's `virt` of arm64, with one CPU. Soft-float: the vectors of the kernel save no vector
/// registers.
pub static ARM64: Machine = Machine {
    package: "arm64-kernel",
    folder: "tests/kernels/arm64",
    target: "aarch64-unknown-none-softfloat",
    qemu: "qemu-system-aarch64",
    variable: "QEMU",
    arguments: &[
        "-machine",
        "virt,gic-version=3",
        "-cpu",
        "max",
        "-smp",
        "1",
        "-m",
        "256M",
        "-nographic",
    ],
    debian: &["qemu-system-arm"],
    package_elsewhere: "qemu-system-aarch64",
    columns: &[
        ("dsb", |counts| counts.dsb),
        ("isb", |counts| counts.isb),
        ("dmb", |counts| counts.dmb),
        ("tlbi", |counts| counts.tlbi),
    ],
};

/// QEMU's `virt` of riscv64, with two harts, and OpenSBI below the kernel. That prints to a serial
/// port, which is left out. No floating point: the trap entry saves none of its registers.
pub static RISCV64: Machine = Machine {
    package: "riscv64-kernel",
    folder: "tests/kernels/riscv64",
    target: "riscv64imac-unknown-none-elf",
    qemu: "qemu-system-riscv64",
    variable: "QEMU_RISCV64",
    arguments: &[
        "-machine", "virt", "-cpu", "rv64", "-smp", "2", "-m", "128M", "-bios", "default",
        "-display", "none", "-serial", "none", "-monitor", "none",
    ],
    debian: &["qemu-system-riscv64", "opensbi"],
    package_elsewhere: "qemu-system-riscv",
    columns: &[("sfence", |counts| counts.sfence)],
};

impl Machine {
    /// Returns the folder of its programs, one in each file.
    pub fn programs(&self) -> PathBuf {
        self.folder().join("src/bin")
    }

    /// Returns the folder of their snapshots.
    pub fn snapshots(&self) -> PathBuf {
        self.folder().join("snapshots")
    }

    fn folder(&self) -> PathBuf {
        cargo::workspace().join(self.folder)
    }
}

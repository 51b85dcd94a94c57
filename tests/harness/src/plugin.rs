//! The counting plugin, built for the plugin interface of a given QEMU.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::PathBuf;

use anyhow::Result;

use crate::cargo::{self, Build};
use crate::version::Version;

/// Builds the plugin for a QEMU of this version, and returns the file to load.
///
/// # Errors
///
/// If it does not build.
pub fn build(version: Version) -> Result<PathBuf> {
    let features = features(version);
    // A folder for each interface: the machines may have QEMUs of different versions, at the same
    // time.
    let folder = cargo::target_dir().join("count-plugin").join(if features.is_empty() {
        "api-1"
    } else {
        features
    });
    let built = Build::new("the counting plugin").into(folder).run(&[
        "--package",
        "count-plugin",
        "--features",
        features,
    ])?;
    built.file(&format!("{DLL_PREFIX}count_plugin{DLL_SUFFIX}"))
}

/// Returns the cargo features of `count-plugin` that choose the interface. Its manifest says which
/// QEMU has which interface.
fn features(version: Version) -> &'static str {
    if version >= Version::new(9, 1) {
        "api-3"
    } else if version >= Version::new(9, 0) {
        "api-2"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_qemu_gets_the_interface_it_speaks() {
        for (major, minor, expected) in [
            (7, 2, ""),
            (8, 2, ""),
            (9, 0, "api-2"),
            (9, 1, "api-3"),
            (10, 0, "api-3"),
            (12, 0, "api-3"),
        ] {
            assert_eq!(features(Version::new(major, minor)), expected, "QEMU {major}.{minor}");
        }
    }
}

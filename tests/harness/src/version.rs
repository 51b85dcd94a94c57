//! [`Version`]: the version of a QEMU.

use std::fmt;

/// The version of a QEMU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    pub(crate) major: u32,
    minor: u32,
}

impl Version {
    /// Creates the version `major.minor`.
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    /// Reads the first line of `--version`: `QEMU emulator version 7.2.22 (Debian …)`.
    pub(crate) fn parse(output: &str) -> Option<Self> {
        let (_, number) = output.lines().next()?.split_once("version ")?;
        let mut parts = number.split(|c: char| !c.is_ascii_digit());
        Some(Self { major: parts.next()?.parse().ok()?, minor: parts.next()?.parse().ok()? })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_distributions_are_read() {
        for (text, expected) in [
            (
                "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)\nCopyright",
                Some(Version::new(7, 2)),
            ),
            ("QEMU emulator version 10.0.2 (Debian 1:10.0.2+ds-2)", Some(Version::new(10, 0))),
            ("QEMU emulator version 9.1.50 (v9.1.0-123-gabcdef)", Some(Version::new(9, 1))),
            ("QEMU emulator version 8.2-rc1", Some(Version::new(8, 2))),
            ("QEMU emulator version unknown", None),
            ("bash: command not found", None),
            ("", None),
        ] {
            assert_eq!(Version::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn version_ten_is_newer_than_nine() {
        assert!(Version::new(10, 0) > Version::new(9, 2));
    }
}

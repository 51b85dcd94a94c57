//! [`Build`]: the level of optimization of a counted program.

use serde::{Deserialize, Serialize};

/// How a program was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Build {
    /// Crate by crate.
    Release,
    /// Optimized across crates by the linker.
    FatLto,
    /// Crate by crate, at opt-level 2.
    Two,
    /// At opt-level `s`.
    Small,
    /// At opt-level `z`.
    Smallest,
}

impl Build {
    /// The builds of the program that maps.
    pub const ALL: [Self; 2] = [Self::Release, Self::FatLto];
    /// The builds of the program of single calls.
    pub const LEVELS: [Self; 4] = [Self::Release, Self::Two, Self::Small, Self::Smallest];

    /// Cargo's profile.
    pub fn profile(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::FatLto => "fat-lto",
            Self::Two => "opt-2",
            Self::Small => "opt-s",
            Self::Smallest => "opt-z",
        }
    }

    /// Its level of optimization.
    pub fn level(self) -> &'static str {
        match self {
            Self::Release | Self::FatLto => "3",
            Self::Two => "2",
            Self::Small => "s",
            Self::Smallest => "z",
        }
    }

    /// Its name, for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "crate by crate",
            Self::FatLto => "with fat LTO",
            Self::Two => "crate by crate at opt-level 2",
            Self::Small => "crate by crate at opt-level s",
            Self::Smallest => "crate by crate at opt-level z",
        }
    }
}

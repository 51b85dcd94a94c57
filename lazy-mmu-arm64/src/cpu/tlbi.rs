// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Tlbi`]: the invalidations, each by the name of its instruction.

/// A `tlbi` instruction, by its name.
///
/// | part of the name | meaning |
/// | --- | --- |
/// | `va` | all levels of one address |
/// | `val` | the last level |
/// | `vaa`, `vaal` | the same in every ASID |
/// | `e1`, `e2` | the exception level |
/// | `is` at its end | every CPU of the inner-shareable domain; without it this CPU alone |
/// | `r` at its start | a range (FEAT_TLBIRANGE) |
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "they are named after their instructions")]
pub enum Tlbi {
    Vaale1is,
    Vaae1is,
    Vale1is,
    Vae1is,
    Aside1is,
    Vmalle1is,
    Vale2is,
    Vae2is,
    Alle2is,
    Rvaale1is,
    Rvaae1is,
    Rvale1is,
    Rvae1is,
    Rvale2is,
    Rvae2is,
    Vaale1,
    Vaae1,
    Vmalle1,
    Vale2,
    Vae2,
    Alle2,
    Rvaale1,
    Rvaae1,
    Rvale2,
    Rvae2,
}

impl Tlbi {
    /// Returns the operation for a range in place of an address.
    pub(crate) const fn of_range(self) -> Self {
        match self {
            Self::Vaale1is => Self::Rvaale1is,
            Self::Vaae1is => Self::Rvaae1is,
            Self::Vale1is => Self::Rvale1is,
            Self::Vae1is => Self::Rvae1is,
            Self::Vale2is => Self::Rvale2is,
            Self::Vae2is => Self::Rvae2is,
            Self::Vaale1 => Self::Rvaale1,
            Self::Vaae1 => Self::Rvaae1,
            Self::Vale2 => Self::Rvale2,
            Self::Vae2 => Self::Rvae2,
            _ => panic!("only an operation on one address has a form for a range"),
        }
    }

    /// Returns the operation on this CPU alone.
    pub(crate) const fn local(self) -> Self {
        match self {
            Self::Vaale1is => Self::Vaale1,
            Self::Vaae1is => Self::Vaae1,
            Self::Vmalle1is => Self::Vmalle1,
            Self::Vale2is => Self::Vale2,
            Self::Vae2is => Self::Vae2,
            Self::Alle2is => Self::Alle2,
            _ => panic!("only an operation of a regime has a local form here"),
        }
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Reports`]: remembers violations where nothing may be printed, so that they are printed later.

use core::fmt;
use core::sync::atomic::Ordering::Relaxed;

use super::{Counts, Violation, ViolationKind};

#[cfg(not(test))]
use core::sync::atomic::AtomicU32 as Word;
#[cfg(test)]
use interleavings::Word;

/// A buffer for violations until the kernel can print them: no allocation, no lock, one word for
/// each kind.
///
/// [`Platform::report`](crate::Platform::report) may run where a log must not, such as under the
/// caller's page-table lock or in an NMI. So it remembers, and code that may print takes:
///
/// ```
/// use lazy_mmu_core::{Reports, Violation};
///
/// static REPORTS: Reports = Reports::new();
///
/// /// In `impl Platform for MyKernel`.
/// fn report(violation: Violation) {
///     REPORTS.remember(violation);
/// }
///
/// /// Where no lock is held: in the idle loop, in deferred work, or in the panic handler.
/// fn print_reports() {
///     while let Some(report) = REPORTS.take() {
///         println!("{report}");
///     }
/// }
/// # let _: (fn(Violation), ()) = (report, print_reports());
/// ```
///
/// For each kind, it keeps the first violation since the last `take` and counts the others, so no
/// kind is lost. It doesn't keep the CPU. A kernel that prints the CPU has one `Reports` per CPU,
/// and reports to the one of the CPU that it runs on.
///
/// # Ordering
///
/// Both functions may be called in any context, also in handlers and NMIs, by any number of CPUs at
/// once. Each changes one word by compare-and-swap, and tries again only if another context has
/// changed the same word meanwhile. They are `Relaxed`, and order nothing else.
///
/// On arm64, a compare-and-swap may need the MMU to be on. Boot code that maps with the MMU off
/// prints at once instead.
pub struct Reports {
    /// One word for each kind, at the place of its bit. 0 means that nothing is remembered.
    words: [Word; KINDS],
}

/// The number of kinds for which a slot has a bit.
const KINDS: usize = u16::BITS as usize;

/// A violation that [`Reports`] has remembered. Its `Display` is the violation's, with the number
/// of violations if there were several.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Report {
    /// The first violation of its kind.
    pub violation: Violation,
    /// The number of violations of this kind: 1 or more. 65535 stands for all above it.
    pub times: u16,
}

impl Reports {
    /// Creates an empty buffer.
    #[must_use]
    pub const fn new() -> Self {
        Self { words: [const { Word::new(0) }; KINDS] }
    }

    /// Remembers a violation.
    pub fn remember(&self, violation: Violation) {
        let word = &self.words[violation.kind as usize];
        let more =
            |word| {
                Some(pack(unpack(word).map_or((violation.counts, 1), |(first, times)| {
                    (first, times.saturating_add(1))
                })))
            };
        // There always is a next value, so it always succeeds.
        let _ = word.fetch_update(Relaxed, Relaxed, more);
    }

    /// Takes out the violation of one kind, or returns `None` if nothing is remembered. Each
    /// violation is handed out once, whichever context takes.
    ///
    /// Kinds come in a fixed order, not in the order of time. Causes come first, and consequences
    /// last, such as a section that was ended without having begun.
    pub fn take(&self) -> Option<Report> {
        let mut next = Some(ViolationKind::FIRST);
        while let Some(kind) = next {
            let word = &self.words[kind as usize];
            // Most are empty, and a load leaves their cache lines with all CPUs.
            if word.load(Relaxed) != 0 {
                // Another context may have taken it meanwhile.
                if let Some((counts, times)) = unpack(word.swap(0, Relaxed)) {
                    return Some(Report { violation: Violation { kind, counts }, times });
                }
            }
            next = kind.next();
        }
        None
    }
}

/// Packs, from bit 31 down: the number, 16 bits; E and P of the first violation, 8 bits each.
fn pack((counts, times): (Counts, u16)) -> u32 {
    let [high, low] = times.to_be_bytes();
    u32::from_be_bytes([high, low, counts.enable, counts.pause])
}

/// Unpacks a word, or returns `None` if it says that there were none.
fn unpack(word: u32) -> Option<(Counts, u16)> {
    let [high, low, enable, pause] = word.to_be_bytes();
    let times = u16::from_be_bytes([high, low]);
    (times > 0).then_some((Counts { enable, pause }, times))
}

impl ViolationKind {
    const FIRST: Self = Self::EnableOverflow;

    /// Returns the kind that is handed out after this one. Consequences come after their causes.
    const fn next(self) -> Option<Self> {
        Some(match self {
            Self::EnableOverflow => Self::PauseOverflow,
            Self::PauseOverflow => Self::NotSettled,
            Self::NotSettled => Self::HandlerChangedSlot,
            Self::HandlerChangedSlot => Self::SwitchedInSection,
            Self::SwitchedInSection => Self::SwitchedInHandler,
            Self::SwitchedInHandler => Self::RetiredInSection,
            Self::RetiredInSection => Self::InterruptChanged,
            Self::InterruptChanged => Self::UnpairedDisable,
            Self::UnpairedDisable => Self::UnpairedResume,
            Self::UnpairedResume => return None,
        })
    }
}

impl Default for Reports {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Reports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reports").finish_non_exhaustive()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.violation)?;
        match self.times {
            1 => Ok(()),
            times => write!(f, ", the first of {times}"),
        }
    }
}

#[cfg(test)]
mod interleavings;

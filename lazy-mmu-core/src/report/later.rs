// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Reports`]: violations that are remembered now, where nothing may be printed, and printed later.

use core::fmt;
use core::sync::atomic::Ordering::Relaxed;

use super::{Counts, Violation, ViolationKind};

#[cfg(not(test))]
use core::sync::atomic::AtomicU32 as Word;
#[cfg(test)]
use interleavings::Word;

/// Remembers violations until the kernel can print them: no allocation, no lock, one word for each
/// kind.
///
/// [`Platform::report`](crate::Platform::report) may run where a log must not: under the caller's
/// page-table lock, in an NMI. So it remembers, and code that may print takes:
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
/// /// Where no lock is held: in the idle loop, in a timer's deferred work, or in the panic handler.
/// fn print_reports() {
///     while let Some(report) = REPORTS.take() {
///         println!("{report}");
///     }
/// }
/// # let _: (fn(Violation), ()) = (report, print_reports());
/// ```
///
/// Of each kind the first violation since the last `take` is kept, and the others are counted: no
/// kind is lost. The CPU is not kept. A kernel that wants to print it has one `Reports` for each
/// CPU, and reports to that of the CPU that it runs on.
///
/// Both functions may be called in any context, by any number of CPUs at once, handlers and NMIs
/// included: each changes one word by compare-and-swap, and tries again only if another context has
/// changed the same word meanwhile. `Relaxed`: they order nothing else. On arm64 a compare-and-swap
/// may need the MMU to be on; boot code that maps with the MMU off prints at once instead.
pub struct Reports {
    /// One for each kind, at the place of its bit. 0 says that nothing is remembered.
    words: [Word; KINDS],
}

/// As many kinds as a slot has bits to say that they were reported.
const KINDS: usize = u16::BITS as usize;

/// A violation that [`Reports`] has remembered. Its `Display` is that of the violation, and says
/// how many there were.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Report {
    /// The first one.
    pub violation: Violation,
    /// How many of this kind there were: 1 or more. 65535 stands for all above it.
    pub times: u16,
}

impl Reports {
    /// Nothing is remembered.
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
        // It always has a next value, so it always succeeds.
        let _ = word.fetch_update(Relaxed, Relaxed, more);
    }

    /// Takes the violation of one kind out; `None` when nothing is remembered. Each violation is
    /// handed out once, whoever takes.
    ///
    /// Kinds come in a fixed order, not in that of time: first those that are causes, and last what
    /// may follow from them, as a section that was ended without having begun.
    pub fn take(&self) -> Option<Report> {
        let mut next = Some(ViolationKind::FIRST);
        while let Some(kind) = next {
            let word = &self.words[kind as usize];
            // Most are empty, and a load leaves their cache lines with all CPUs.
            if word.load(Relaxed) != 0 {
                // Whoever else takes may have been here meanwhile.
                if let Some((counts, times)) = unpack(word.swap(0, Relaxed)) {
                    return Some(Report { violation: Violation { kind, counts }, times });
                }
            }
            next = kind.next();
        }
        None
    }
}

/// From bit 31 down: how many, 16 bits; E and P of the first, 8 bits each.
fn pack((counts, times): (Counts, u16)) -> u32 {
    let [high, low] = times.to_be_bytes();
    u32::from_be_bytes([high, low, counts.enable, counts.pause])
}

/// `None` for the word that says that there were none.
fn unpack(word: u32) -> Option<(Counts, u16)> {
    let [high, low, enable, pause] = word.to_be_bytes();
    let times = u16::from_be_bytes([high, low]);
    (times > 0).then_some((Counts { enable, pause }, times))
}

impl ViolationKind {
    const FIRST: Self = Self::EnableOverflow;

    /// The kind that is handed out after this one: what may follow from another one comes behind
    /// it.
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

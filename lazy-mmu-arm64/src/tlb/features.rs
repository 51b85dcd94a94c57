// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Features`]: what the CPUs can do and need for an invalidation, as the kernel has said.

use core::sync::atomic::Ordering::Relaxed;

use super::errata;
use crate::cpu::{self, SystemRegister};

/// The abilities of a system's CPUs for an invalidation, and their needs.
///
/// ```
/// use lazy_mmu_arm64::tlb::{self, Features};
///
/// // At boot, before other CPUs run:
/// tlb::set_features(Features::of_this_cpu().with_bound(1024));
/// // For each further CPU, before its MMU is on:
/// tlb::add_cpu(Features::of_this_cpu()); // if it is of the same design
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use = "features are for `set_features` and `add_cpu`"]
pub struct Features {
    ranges: bool,
    repeat: bool,
    bound: u32,
}

/// The word: these two bits, the one below, and the bound above them.
const RANGES: u32 = 1;
const REPEAT: u32 = 1 << 1;
/// A further CPU has been added.
const ADDED: u32 = 1 << 2;
const BOUND_SHIFT: u32 = 3;
const MOST: u32 = u32::MAX >> BOUND_SHIFT;

impl Features {
    /// Returns the features that are right on every CPU, and hold until the kernel says more.
    ///
    /// They are: no ranges, the erratum's repeat, and a bound of 512, as Linux has it without
    /// ranges. They cost an operation for each leaf, and one more TLBI and DSB for each call.
    pub const fn new() -> Self {
        Self { ranges: false, repeat: true, bound: 512 }
    }

    /// Sets whether there are range operations (FEAT_TLBIRANGE): every CPU must have them.
    ///
    /// On a CPU without them they are undefined, and a broadcast one does nothing there.
    pub const fn with_ranges(self, ranges: bool) -> Self {
        Self { ranges, ..self }
    }

    /// Sets whether a CPU has one of the [errata](super#errata) that need one more TLBI and DSB.
    pub const fn with_repeat(self, repeat: bool) -> Self {
        Self { repeat, ..self }
    }

    /// Sets the bound: a call that needs as many operations, or more, invalidates everything
    /// instead.
    ///
    /// An operation may be for a range. The bound limits how long a call takes, because it waits
    /// for each operation. With 0 or 1 each call invalidates everything. 536870911 is the most, and
    /// a call of as many operations takes minutes.
    pub const fn with_bound(self, operations: u32) -> Self {
        Self { bound: if operations < MOST { operations } else { MOST }, ..self }
    }

    /// Returns the features of a CPU by its MIDR_EL1 and ID_AA64ISAR0_EL1.
    ///
    /// The bound is that of [`new`](Self::new). A CPU that isn't on the list of errata needs no
    /// repeat; nor does one with implementer 0, such as QEMU's `max`. In a guest the registers show
    /// what the hypervisor chose, and the next host may be another CPU: keep the repeat there,
    /// unless you know all hosts.
    pub const fn from_registers(midr: u64, isar0: u64) -> Self {
        // ID_AA64ISAR0_EL1.TLB: 1 is the outer-shareable forms, 2 these and ranges. A later value
        // includes 2.
        Self::new().with_ranges(isar0 >> 56 & 0xf >= 2).with_repeat(errata::of_midr(midr).is_some())
    }

    /// Returns the features of the CPU that calls this, at EL1 or EL2.
    ///
    /// A guest that may go on on another host adds `.with_repeat(true)`:
    /// [`from_registers`](Self::from_registers) says why.
    pub fn of_this_cpu() -> Self {
        Self::from_registers(
            cpu::system_register(SystemRegister::MidrEl1),
            cpu::system_register(SystemRegister::IdAa64isar0El1),
        )
    }

    /// Returns the common features: ranges if both have them, the repeat if one needs it, and the
    /// lower bound.
    pub const fn and(self, other: Self) -> Self {
        Self {
            ranges: self.ranges && other.ranges,
            repeat: self.repeat || other.repeat,
            bound: if self.bound < other.bound { self.bound } else { other.bound },
        }
    }

    /// Returns whether there are range operations.
    pub const fn ranges(self) -> bool {
        self.ranges
    }

    /// Returns whether an erratum needs one more TLBI and DSB.
    pub const fn repeat(self) -> bool {
        self.repeat
    }

    /// Returns the bound: from so many operations on, one call invalidates everything instead.
    pub const fn bound(self) -> u32 {
        self.bound
    }

    pub(crate) const fn word(self) -> u32 {
        (self.ranges as u32 * RANGES) | (self.repeat as u32 * REPEAT) | (self.bound << BOUND_SHIFT)
    }

    const fn of_word(word: u32) -> Self {
        Self { ranges: word & RANGES != 0, repeat: word & REPEAT != 0, bound: word >> BOUND_SHIFT }
    }

    /// Returns what the kernel has said, by one load. A sequence asks after its first barrier:
    /// [`add_cpu`] says why.
    #[inline(always)]
    pub(crate) fn current() -> Self {
        Self::of_word(cpu::with_features(|word| word.load(Relaxed)))
    }
}

impl Default for Features {
    /// Returns [`Features::new`].
    fn default() -> Self {
        Self::new()
    }
}

/// Tells this module what the CPU has, once, at boot and before other CPUs run.
///
/// Every sequence of the module follows it from now on. If [`add_cpu`] was called before, the
/// common features hold. See the guide's [`boot`](crate::guide::boot).
pub fn set_features(features: Features) {
    change(|word| {
        if word & ADDED == 0 {
            features.word()
        } else {
            ADDED | Features::of_word(word).and(features).word()
        }
    });
}

/// Tells this module what one more CPU has, before the MMU of that CPU is on.
///
/// Until then its walkers aren't on the page tables of the others. From then on sequences use only
/// what all CPUs have, and do what one of them needs.
///
/// The call ends in a `dsb ish`, and each sequence asks for the features after its own first
/// barrier. So either a sequence knows of the new CPU, or the new CPU's walkers see the changed
/// entries of that sequence.
///
/// The CPU that starts the new one calls this, if it knows what the new one has. If only the new
/// CPU can say, with its MMU on, the new CPU calls it, and then
/// [`local::invalidate_all`](super::local::invalidate_all): a CPU without ranges ignores a range
/// that others have broadcast meanwhile.
pub fn add_cpu(features: Features) {
    // The bound is the kernel's choice and no feature of a CPU.
    change(|word| {
        let before = Features::of_word(word);
        ADDED | before.and(features.with_bound(before.bound)).word()
    });
    cpu::dsb_ish();
}

fn change(new: impl Fn(u32) -> u32) {
    cpu::with_features(|word| {
        let mut old = word.load(Relaxed);
        while let Err(now) = word.compare_exchange_weak(old, new(old), Relaxed, Relaxed) {
            old = now;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{Features, MOST, add_cpu, set_features};

    const FAST: Features = Features::new().with_ranges(true).with_repeat(false).with_bound(100);

    #[test]
    fn the_word_holds_all_of_them() {
        for ranges in [false, true] {
            for repeat in [false, true] {
                for bound in [0, 1, 512, MOST] {
                    let features =
                        Features::new().with_ranges(ranges).with_repeat(repeat).with_bound(bound);
                    assert_eq!(Features::of_word(features.word()), features);
                    assert_eq!(
                        (features.ranges(), features.repeat(), features.bound()),
                        (ranges, repeat, bound)
                    );
                }
            }
        }
        assert_eq!(Features::new().with_bound(u32::MAX).bound(), MOST);
    }

    #[test]
    fn until_told_there_are_no_ranges_and_the_repeat() {
        assert_eq!(Features::new(), Features { ranges: false, repeat: true, bound: 512 });
    }

    #[test]
    fn a_cpu_that_is_added_takes_away_for_good_and_has_no_bound() {
        set_features(FAST);
        add_cpu(FAST.with_bound(1));
        assert_eq!(Features::current(), FAST);
        add_cpu(FAST.with_ranges(false));
        add_cpu(FAST);
        assert_eq!(Features::current(), FAST.with_ranges(false));
        add_cpu(FAST.with_repeat(true));
        add_cpu(FAST);
        assert_eq!(Features::current(), FAST.with_ranges(false).with_repeat(true));
        set_features(FAST);
        assert_eq!(
            Features::current(),
            FAST.with_ranges(false).with_repeat(true),
            "a late word gives nothing back"
        );
    }

    #[test]
    fn ranges_are_what_the_register_says() {
        for (field, ranges) in [(0, false), (1, false), (2, true), (3, true)] {
            assert_eq!(
                Features::from_registers(0x000f_0510, field << 56 | 0xff),
                Features::new().with_ranges(ranges).with_repeat(false)
            );
        }
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Run`]: leaves to invalidate, and their operations: one for each leaf, or ranges.

use core::fmt;

use super::Granule;

/// Leaves of one size, one after the other; or the walk to a table that has none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Run {
    pub(crate) address: u64,
    pub(crate) count: u64,
    pub(crate) size: u64,
}

/// A reason to refuse an argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Refused {
    Size(u64),
    Wraps(Run),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size(size) => write!(
                f,
                "a leaf maps a power of two of at least 4096 bytes, not {size}; correct `size`"
            ),
            Self::Wraps(Run { address, count, size }) => write!(
                f,
                "`count` = {count} leaves of {size} bytes from {address:#x} on do not fit into the address space; correct `count`, \
                 or use `invalidate_all`"
            ),
        }
    }
}

impl Run {
    pub(crate) const fn new(address: u64, count: u64, size: u64) -> Result<Self, Refused> {
        if !(size.is_power_of_two() && size >= 4096) {
            return Err(Refused::Size(size));
        }
        let run = Self { address: address & !(size - 1), count, size };
        match count.checked_mul(size) {
            Some(0) => Ok(Self { address, ..run }),
            Some(length) if run.address.checked_add(length - 1).is_some() => Ok(run),
            _ => Err(Refused::Wraps(Self { address, ..run })),
        }
    }

    /// Returns the operands of single operations. A table without leaves still has a walk.
    pub(crate) fn singles(self) -> impl Iterator<Item = u64> {
        (0..self.count.max(1)).map(move |leaf| operand(self.address + leaf * self.size))
    }

    /// Returns the same in ranges, if `granule` is that of its tables.
    pub(crate) const fn ranges(self, granule: Granule) -> Ranges {
        let shift = granule.shift();
        let first = self.address >> shift;
        // By the last byte, so that nothing overflows. A size below the granule is the caller's
        // mistake; no leaf of it is left out.
        let last = (self.address + (self.count * self.size - 1)) >> shift;
        Ranges { granule, page: first, left: last - first + 1 }
    }
}

/// Operations that cover pages exactly: from the longest on, and a single one for an odd page.
#[derive(Clone, Debug)]
pub(crate) struct Ranges {
    granule: Granule,
    page: u64,
    left: u64,
}

/// One operation of [`Ranges`], with its operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    Single(u64),
    Range(u64),
}

impl Iterator for Ranges {
    type Item = Part;

    #[inline]
    fn next(&mut self) -> Option<Part> {
        /// One operation stays below this length. QEMU (7.2 at least) computes it in 32 bits.
        const MOST_BYTES: u64 = 1 << 32;
        let shift = self.granule.shift();
        if self.left <= 1 {
            return self.left.checked_sub(1).map(|none| {
                self.left = none;
                Part::Single(operand(self.page << shift))
            });
        }
        // A unit of a scale is 2^(5 * SCALE + 1) pages; one of the highest scale is too long for
        // granules of 64 KiB.
        let highest = (30 - shift) / 5;
        let scale = ((self.left.ilog2() - 1) / 5).min(highest.min(3));
        let unit = 5 * scale + 1;
        // At most 32, as NUM has five bits: from there on it is the next scale's, or too long.
        let units = (self.left >> unit).min((MOST_BYTES - 1) >> (unit + shift));
        let operand = range_operand(self.granule, scale, units - 1, self.page);
        self.page += units << unit;
        self.left -= units << unit;
        Some(Part::Range(operand))
    }
}

/// Returns bits \[55:12\] of the address, whatever the granule. Above them stand the level hint and
/// the ASID, which must not get the address's sign extension.
pub(crate) const fn operand(address: u64) -> u64 {
    (address >> 12) & ((1 << 44) - 1)
}

/// Packs TG, SCALE, NUM and the first page, which is counted in granules.
///
/// The level hint stays 0, "any": an operation with a wrong one need invalidate nothing, and the
/// size of a leaf gives its level only together with the granule.
const fn range_operand(granule: Granule, scale: u32, num: u64, page: u64) -> u64 {
    (granule as u64) << 46 | (scale as u64) << 44 | num << 39 | page & ((1 << 37) - 1)
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::{Granule, Part, Ranges, Refused, Run, operand};
    use Granule::{Four, Sixteen, SixtyFour};
    use core::ops::Range;

    /// The pages that an operation is about, by the manual's formula and not by the code's.
    fn pages(part: Part, granule: Granule) -> Range<u64> {
        let (shift, tg) = match granule {
            Four => (12, 1),
            Sixteen => (14, 2),
            SixtyFour => (16, 3),
        };
        match part {
            Part::Single(operand) => {
                assert_eq!(operand >> 44, 0, "a hint or an ASID");
                let page = operand >> (shift - 12);
                page..page + 1
            }
            Part::Range(operand) => {
                assert_eq!(operand >> 48, 0, "an ASID");
                assert_eq!(operand >> 46 & 0b11, tg, "TG");
                assert_eq!(operand >> 37 & 0b11, 0, "a hint");
                let (scale, num, base) =
                    (operand >> 44 & 0b11, operand >> 39 & 0b1_1111, operand & 0x1f_ffff_ffff);
                let length = (num + 1) * 2u64.pow(5 * scale as u32 + 1);
                assert!(length << shift < 1 << 32, "QEMU would cut off a length of 4 GiB");
                base..base + length
            }
        }
    }

    /// How many operations cover exactly these pages, or a panic.
    fn operations(granule: Granule, first: u64, count: u64) -> usize {
        let mut next = first;
        let mut operations = 0;
        for part in (Ranges { granule, page: first, left: count }) {
            let pages = pages(part, granule);
            assert_eq!(
                pages.start, next,
                "a gap or an overlap, {count} pages of {granule:?} from {first}"
            );
            next = pages.end;
            operations += 1;
        }
        assert_eq!(next, first + count, "{count} pages of {granule:?} from {first}");
        operations
    }

    #[test]
    fn ranges_cover_exactly_what_is_asked_in_at_most_five_operations_below_the_cap() {
        for granule in [Four, Sixteen, SixtyFour] {
            for count in 1..=if cfg!(miri) { 100 } else { 70_000 } {
                let below_cap = count << granule.shift() < 15 << 28;
                let operations = operations(granule, count % 3, count);
                assert!(
                    !below_cap || operations <= 5,
                    "{operations} operations for {count} pages of {granule:?}"
                );
            }
        }
    }

    #[test]
    fn above_the_cap_each_further_4_gib_costs_at_most_two_operations() {
        let mut random = 1u64;
        for _ in 0..if cfg!(miri) { 10 } else { 10_000 } {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let (first, count) = (random >> 40, 1 + (random >> 19) % (1 << 21));
            for granule in [Four, Sixteen, SixtyFour] {
                let caps = (count << granule.shift() >> 32) as usize;
                let operations = operations(granule, first, count);
                assert!(
                    operations <= 5 + 2 * caps,
                    "{operations} operations for {count} pages of {granule:?}"
                );
            }
            assert!(operations(Four, first, count) <= 7);
        }
        assert_eq!(operations(Four, 0, 1 << 21), 3);
    }

    #[test]
    fn the_manuals_examples_take_one_operation() {
        for (count, scale, num) in [(2, 0, 0), (16, 0, 7), (64, 1, 0), (512, 1, 7), (4096, 2, 1)] {
            let parts: Vec<_> =
                Run::new(0xffff_8000_0000_1000, count, 4096).unwrap().ranges(Four).collect();
            assert_eq!(parts, [Part::Range(1 << 46 | scale << 44 | num << 39 | 0x18_0000_0001)]);
        }
    }

    #[test]
    fn large_leaves_are_counted_in_granules() {
        for (granule, size) in
            [(Four, 2 << 20), (Four, 1 << 30), (Sixteen, 32 << 20), (SixtyFour, 512 << 20)]
        {
            let run = Run::new(4 * size, 3, size).unwrap();
            let mut next = (4 * size) >> granule.shift();
            for part in run.ranges(granule) {
                assert_eq!(pages(part, granule).start, next);
                next = pages(part, granule).end;
            }
            assert_eq!(next, (7 * size) >> granule.shift());
        }
    }

    #[test]
    fn leaves_below_the_granule_are_rounded_out() {
        let run = Run::new(0x1_f000, 2, 4096).unwrap();
        let parts: Vec<_> = run.ranges(SixtyFour).map(|part| pages(part, SixtyFour)).collect();
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0], 1..3);
    }

    #[test]
    fn an_operand_has_no_sign_extension() {
        assert_eq!(operand(0xffff_8000_0000_0000), 0xff8_0000_0000);
        assert_eq!(operand(0xffff_8000_0000_0000) >> 44, 0);
    }

    #[test]
    fn a_run_may_reach_the_top_of_the_address_space_and_no_further() {
        const TOP: u64 = 0xffff_ffff_ffff_e000;
        assert_eq!(Run::new(TOP, 2, 4096), Ok(Run { address: TOP, count: 2, size: 4096 }));
        assert_eq!(
            Run::new(TOP, 3, 4096),
            Err(Refused::Wraps(Run { address: TOP, count: 3, size: 4096 }))
        );
        assert!(
            matches!(Run::new(0, 1 << 52, 4096), Err(Refused::Wraps(_))),
            "`count` times `size` overflows"
        );
        assert!(
            matches!(Run::new(0, u64::MAX, 1 << 63), Err(Refused::Wraps(_))),
            "`count` times `size` overflows"
        );
    }
}

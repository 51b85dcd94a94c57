// SPDX-License-Identifier: MIT OR Apache-2.0
//! The layout of a slot that C relies on: `struct lazy_mmu_slot` of `include/lazy_mmu.h`.

use core::mem::offset_of;

use super::Slot;
use super::word::Word;
use crate::arch::Arch;

/// An architecture that keeps nothing beside the word, as arm64.
struct Nothing;

impl Arch for Nothing {
    type Local = ();

    fn flush((): &()) {}

    fn is_settled((): &()) -> bool {
        true
    }
}

const _: () = {
    assert!(offset_of!(Slot<Nothing>, word) == 0, "C tests the word at offset 0");
    assert!(offset_of!(Slot<Nothing>, reported) == 4, "`reported` of C is at offset 4");
    assert!(size_of::<Slot<Nothing>>() == 8, "C sets 8 bytes aside");
    assert!(align_of::<Slot<Nothing>>() == 4, "C aligns it as an `unsigned int`");
    assert!(Word::NEW.bits() == 0, "C makes a new slot of zeros");
};

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    const HEADER: &str = include_str!("../../include/lazy_mmu.h");

    /// The value that the header defines for `name`.
    fn defined(name: &str) -> u32 {
        let words = HEADER.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let value = words
            .filter(|words| words.starts_with(&["#define", name]))
            .map(|words| words[2])
            .next();
        let value = value.unwrap_or_else(|| panic!("the header defines no `{name}`"));
        let digits = value.strip_prefix("0x").and_then(|rest| rest.strip_suffix('u'));
        u32::from_str_radix(digits.unwrap_or_else(|| panic!("`{name}` is `{value}`, not 0x…u")), 16)
            .expect("32 bits")
    }

    /// Each word with one or two bits set, a new one, and those with the most sections. A missing
    /// or extra bit of a mask shows in one of them.
    fn words() -> impl Iterator<Item = u32> {
        (0..32)
            .flat_map(|first| (0..32).map(move |second| 1 << first | 1 << second))
            .chain([0, 0x1fe, 0x1ff])
    }

    /// Asserts for each of them that the header's test of the word answers as the word itself does.
    #[track_caller]
    fn assert_agrees(tested: impl Fn(u32) -> bool, word: fn(Word) -> bool) {
        for bits in words() {
            assert_eq!(tested(bits), word(Word::from_bits(bits)), "of the word {bits:#034b}");
        }
    }

    #[test]
    fn the_bit_by_which_c_leaves_a_store_alone_says_that_it_is_deferred_already() {
        let defers = defined("LAZY_MMU_DEFERS");
        assert_agrees(|word| word & defers != 0, Word::defers_here);
        let is_deferred_already = |word: Word| word.after_store() == Some(word);
        for bits in words().filter(|bits| bits & defers != 0) {
            let word = Word::from_bits(bits);
            // No slot has a word with the bit in a pause or in a handler: both flush or hide it.
            if word.is_active() && !word.in_interrupt() {
                assert!(is_deferred_already(word), "of the word {bits:#034b}");
            }
        }
    }

    /// By the formula of `lazy_mmu_slot_defer` in the header.
    #[test]
    fn c_defers_a_store_where_the_word_does_and_makes_the_same_of_it() {
        let [section, sections, defers] =
            ["LAZY_MMU_SECTION", "LAZY_MMU_SECTIONS", "LAZY_MMU_DEFERS"].map(defined);
        for bits in words().filter(|bits| bits & defers == 0) {
            let by_c =
                (bits.wrapping_sub(section) < sections).then_some(Word::from_bits(bits | defers));
            assert_eq!(by_c, Word::from_bits(bits).after_store(), "of the word {bits:#034b}");
        }
    }

    #[test]
    fn the_bits_by_which_c_skips_a_flush_say_that_nothing_is_deferred() {
        let unsettled = defined("LAZY_MMU_UNSETTLED");
        assert_agrees(|word| word & unsettled == 0, |word| !word.defers());
    }

    #[test]
    fn c_and_the_word_agree_on_what_an_active_section_is() {
        let [sections, obstacles] = ["LAZY_MMU_SECTIONS", "LAZY_MMU_INACTIVE"].map(defined);
        let is_active = |word: u32| word & sections != 0 && word & obstacles == 0;
        assert_agrees(is_active, |word| word.is_active() && !word.in_interrupt());
    }
}

//! Addresses and attributes.

use core::ops::Range;

/// The size that a leaf of level 3 maps, in bytes.
pub const PAGE_SIZE: u64 = 4096;

/// The physical address of a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Frame(pub(crate) u64);

impl Frame {
    /// The address in bytes.
    pub const fn address(self) -> u64 {
        self.0
    }
}

/// A run of virtual pages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pages {
    start: u64,
    count: usize,
}

impl Pages {
    /// `count` pages from the virtual address `start` on.
    ///
    /// # Panics
    ///
    /// If `start` is not the address of a page, or the run ends beyond the last address.
    pub const fn new(start: u64, count: usize) -> Self {
        assert!(start.is_multiple_of(PAGE_SIZE), "a page starts at a multiple of 4096");
        assert!(
            start.checked_add(count as u64 * PAGE_SIZE).is_some(),
            "the run ends beyond the last address"
        );
        Self { start, count }
    }

    /// How many.
    pub const fn count(self) -> usize {
        self.count
    }

    /// The first address and the one behind the last.
    pub const fn addresses(self) -> Range<u64> {
        self.start..self.start + self.count as u64 * PAGE_SIZE
    }

    /// The address of each page.
    pub fn each(self) -> impl Iterator<Item = u64> {
        (0..self.count as u64).map(move |page| self.start + page * PAGE_SIZE)
    }
}

/// The bits of a leaf besides the output address. Kernel memory, global, never executable by user
/// code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Attributes(u64);

impl Attributes {
    const PAGE: u64 = 0b11;
    // MAIR index 1 is normal write-back memory, as the kernel's boot code has it; inner shareable;
    // Access flag; UXN and PXN.
    const NORMAL: u64 = Self::PAGE | 1 << 2 | 0b11 << 8 | 1 << 10 | 1 << 54 | 1 << 53;
    const READ_ONLY_BIT: u64 = 1 << 7;

    /// Normal memory, readable and writable.
    pub const READ_WRITE: Self = Self(Self::NORMAL);
    /// Normal memory, readable.
    pub const READ_ONLY: Self = Self(Self::NORMAL | Self::READ_ONLY_BIT);

    /// The descriptor of a page at level 3.
    pub const fn leaf(self, frame: Frame) -> u64 {
        frame.0 | self.0
    }
}

//! Pages, and what their entries say.

/// A run of pages: the address of the first, and how many.
#[derive(Clone, Copy, Debug)]
pub struct Pages(pub u64, pub usize);

impl Pages {
    /// The address of each.
    pub fn each(self) -> impl Iterator<Item = u64> {
        (0..self.1 as u64).map(move |page| self.0 + page * 4096)
    }
}

/// The bit of a valid entry.
pub const VALID: u64 = 1;
/// The bits of an entry's output address.
pub const ADDRESS: u64 = 0x0000_ffff_ffff_f000;
/// A page of the kernel's: normal memory by MAIR index 1, inner shareable, Access flag, never
/// executable.
pub const READ_WRITE: u64 = 0b11 | 1 << 2 | 0b11 << 8 | 1 << 10 | 1 << 53 | 1 << 54;
/// Makes a page read-only.
pub const READ_ONLY_BIT: u64 = 1 << 7;

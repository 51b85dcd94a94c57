//! [`Space`]: an address space, the kernel's or a process's, whose tables are reached through the
//! direct map.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use aarch64_cpu::asm::barrier::{SY, isb};
use aarch64_cpu::registers::{Readable, TTBR0_EL1, TTBR1_EL1, Writeable};
use lazy_mmu_arm64::Level;
use lazy_mmu_arm64::tlb::user::Asid;

use crate::ported::frames::{self, OutOfFrames};
use crate::ported::pages::{ADDRESS, VALID};

const TABLE: u64 = VALID | 1 << 1;
const ASID_SHIFT: u32 = 48;

/// The levels above the pages, and the lowest address bit that picks an entry of each: 48 bits for
/// the kernel, 39 for a process.
type Levels = &'static [(Level, u32)];
const KERNEL: Levels = &[(Level::Zero, 39), (Level::One, 30), (Level::Two, 21)];
const PROCESS: Levels = &[(Level::One, 30), (Level::Two, 21)];

/// An address space.
#[derive(Debug)]
pub struct Space {
    /// The loaded value of the register: the root, and the ASID above it.
    register: u64,
    levels: Levels,
}

impl Space {
    /// The kernel's, with nothing in it.
    pub(super) fn kernel() -> Result<Self, OutOfFrames> {
        Ok(Self { register: frames::take()?, levels: KERNEL })
    }

    /// One of a process, with nothing in it but the kernel's code and devices, as the loader has
    /// mapped them. No walker is on it.
    pub(super) fn process(asid: u8) -> Result<Self, OutOfFrames> {
        let space =
            Self { register: frames::take()? | u64::from(asid) << ASID_SHIFT, levels: PROCESS };
        for (entry, block) in space.root().iter().zip(crate::boot::BLOCKS) {
            entry.store(block as u64, Relaxed);
        }
        Ok(space)
    }

    /// TCR_EL1.AS is 0, so an ASID has 8 bits.
    pub(super) fn asid(&self) -> Asid {
        Asid::of_8_bits((self.register >> ASID_SHIFT) as u8)
    }

    fn root(&self) -> &'static [AtomicU64; 512] {
        &frames::page(self.register & ADDRESS).0
    }

    /// The leaf entry of a page, if there is a table for it.
    pub(super) fn leaf(&self, page: u64) -> Option<&'static AtomicU64> {
        let table = self
            .levels
            .iter()
            .try_fold(self.root(), |table, &(_, shift)| linked(&table[index(page, shift)]));
        table.map(|table| &table[index(page, 12)])
    }

    /// The same. Tables that are missing are linked by `link`, which is given the level of an
    /// entry, the entry, and what to store.
    pub(super) fn leaf_or_new(
        &self,
        page: u64,
        link: impl Fn(Level, &AtomicU64, u64),
    ) -> Result<&'static AtomicU64, OutOfFrames> {
        let table = self.levels.iter().try_fold(self.root(), |table, &(level, shift)| {
            let entry = &table[index(page, shift)];
            if let Some(next) = linked(entry) {
                return Ok(next);
            }
            let new = frames::take()?;
            link(level, entry, new | TABLE);
            Ok(&frames::page(new).0)
        });
        table.map(|table| &table[index(page, 12)])
    }

    /// Where a page leads, by the tables alone.
    pub(super) fn translate(&self, page: u64) -> Option<u64> {
        let descriptor = self.leaf(page)?.load(Relaxed);
        (descriptor & VALID != 0).then_some(descriptor & ADDRESS)
    }
}

fn linked(entry: &AtomicU64) -> Option<&'static [AtomicU64; 512]> {
    let descriptor = entry.load(Relaxed);
    (descriptor & VALID != 0).then(|| &frames::page(descriptor & ADDRESS).0)
}

const fn index(address: u64, shift: u32) -> usize {
    (address >> shift) as usize % 512
}

/// Loads a root. The stores to its tables have been ordered before.
pub(super) fn load(space: &Space) {
    match space.levels.len() {
        3 => TTBR1_EL1.set(space.register),
        _ => TTBR0_EL1.set(space.register),
    }
    isb(SY);
}

/// The process that the loader made.
pub(super) fn loaded() -> Space {
    Space { register: TTBR0_EL1.get(), levels: PROCESS }
}

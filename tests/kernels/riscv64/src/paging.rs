//! Page tables, Sv39: RAM where it is, and above it a GiB that the programs map pages in.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_core::lazy_mmu;
use lazy_mmu_riscv64::{Riscv64Mode, change_pte, invalidate, set_pte, set_table};
use riscv::register::satp::{self, Mode};

/// In bytes.
pub const PAGE_SIZE: u64 = 1 << 12;
/// The addresses that the programs map: as many as one leaf table has entries.
pub const PAGES: core::ops::Range<u64> = 0xffff_ffc0_0000_0000..0xffff_ffc0_0020_0000;

const VALID: u64 = 1;
const READ: u64 = 1 << 1;
const WRITE: u64 = 1 << 2;
const EXECUTE: u64 = 1 << 3;
const GLOBAL: u64 = 1 << 5;
const ACCESSED: u64 = 1 << 6;
const DIRTY: u64 = 1 << 7;
const READ_ONLY: u64 = VALID | READ | GLOBAL | ACCESSED;
const READ_WRITE: u64 = READ_ONLY | WRITE | DIRTY;

/// RAM, by the index in the root table and by address.
const RAM: (usize, u64) = (2, 0x8000_0000);

/// 4 KiB: a table, or memory.
#[repr(align(4096))]
struct Page([AtomicU64; 512]);

impl Page {
    const fn zeroed() -> Self {
        Self([const { AtomicU64::new(0) }; 512])
    }

    /// An entry that leads here. RAM is where it is.
    fn entry(&self, bits: u64) -> u64 {
        (self as *const Self as u64) >> 12 << 10 | bits
    }
}

static ROOT: Page = Page::zeroed();
static MIDDLE: Page = Page::zeroed();
static LEAVES: Page = Page::zeroed();
static POOL: [Page; 512] = [const { Page::zeroed() }; 512];

/// One of 512 pages of memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Frame(usize);

impl Frame {
    /// All of them.
    pub fn each() -> impl Iterator<Item = Self> {
        (0..POOL.len()).map(Self)
    }

    /// The first word of its memory, read where it is.
    pub fn first_word(self) -> u64 {
        POOL[self.0].0[0].load(Relaxed)
    }
}

/// Fills the tables, once, before [`enable`].
pub(crate) fn start() {
    let (index, address) = RAM;
    ROOT.0[index].store(address >> 12 << 10 | READ_WRITE | EXECUTE, Relaxed);
    // Not on a platform: no hart walks these tables yet.
    ROOT.0[index_at(PAGES.start, 2)].store(MIDDLE.entry(VALID), Relaxed);
}

/// Turns on the MMU of this hart.
pub(crate) fn enable() {
    // SAFETY: the kernel and all it uses lie in RAM, which is mapped where it is.
    unsafe { satp::set(Mode::Sv39, 0, ROOT.entry(0) as usize >> 10) };
    lazy_mmu_riscv64::emit_fence();
}

fn index_at(address: u64, level: u32) -> usize {
    (address >> (12 + 9 * level)) as usize % 512
}

/// The leaf entry of an address of [`PAGES`].
fn leaf(address: u64) -> &'static AtomicU64 {
    assert!(PAGES.contains(&address), "{address:#x} is none of the programs' addresses");
    &LEAVES.0[index_at(address, 0)]
}

/// Returns the descriptor that a walk by loads finds at an address.
pub fn find(address: u64) -> Option<u64> {
    let linked =
        PAGES.contains(&address) && MIDDLE.0[index_at(address, 1)].load(Relaxed) & VALID != 0;
    linked.then(|| leaf(address).load(Relaxed))
}

/// Maps frames, one after the other, from `start` on, to be read and written. The pages were not
/// mapped before. One section.
#[lazy_mmu(platform = M)]
pub fn map_pages<M: Riscv64Mode>(start: u64, frames: impl Iterator<Item = Frame>) {
    let table = &MIDDLE.0[index_at(start, 1)];
    if table.load(Relaxed) & VALID == 0 {
        set_table::<M>(table, LEAVES.entry(VALID));
    }
    for (address, frame) in (start..).step_by(PAGE_SIZE as usize).zip(frames) {
        set_pte::<M>(leaf(address), POOL[frame.0].entry(READ_WRITE), address);
    }
}

/// Takes away the right to write to a page; every hart knows when this returns.
pub fn protect_page(address: u64) {
    let entry = leaf(address);
    change_pte(entry, entry.load(Relaxed) & !(WRITE | DIRTY));
    invalidate(address, 1);
}

/// Removes a page; every hart knows when this returns.
pub fn unmap_page(address: u64) {
    change_pte(leaf(address), 0);
    invalidate(address, 1);
}

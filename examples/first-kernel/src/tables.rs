//! Page tables: four levels in TTBR1, and the functions that map and unmap.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use aarch64_cpu::asm::barrier::{SY, isb};
use aarch64_cpu::registers::{ReadWriteable, TCR_EL1, TTBR1_EL1};
use lazy_mmu_arm64::{
    Arm64Mode, El1, Level, before_root_is_loaded, change_pte, set_pte, set_table, tlb,
};
use lazy_mmu_core::{Unwalked, lazy_mmu};

use crate::interrupts::masked;
use crate::memory::{self, Frame, OutOfFrames};
use crate::port::MyKernel;

/// The size of a page, in bytes.
pub const PAGE: u64 = 4096;
/// All frames are mapped here, one behind the other.
pub const LINEAR: u64 = 0xffff_0000_0000_0000;

const TABLE: u64 = 0b11;
/// A page of normal memory (MAIR index 1), inner shareable, with the Access flag, not executable.
const LEAF: u64 = 0b11 | 1 << 2 | 0b11 << 8 | 1 << 10 | 1 << 53 | 1 << 54;
const ADDRESS: u64 = 0x0000_ffff_ffff_f000;

static ROOT: Frame = Frame::zeroed();

/// Maps all frames at [`LINEAR`], then loads the root.
///
/// No walker reads these tables before that. So the stores take the mode `Unwalked`, which issues
/// nothing, and one barrier orders them all before the root.
pub fn boot() {
    for (page, frame) in pages(LINEAR, memory::FRAMES).zip(memory::all()) {
        map::<Unwalked>(page, frame).expect("the pool has frames for four tables");
    }
    before_root_is_loaded();
    TTBR1_EL1.set_baddr(ROOT.address());
    isb(SY); // the walks begin with the next write, and find the root
    TCR_EL1.modify(
        TCR_EL1::T1SZ.val(16)
            + TCR_EL1::TG1::KiB_4
            + TCR_EL1::SH1::Inner
            + TCR_EL1::ORGN1::WriteBack_ReadAlloc_WriteAlloc_Cacheable
            + TCR_EL1::IRGN1::WriteBack_ReadAlloc_WriteAlloc_Cacheable
            + TCR_EL1::EPD1::EnableTTBR1Walks,
    );
    isb(SY);
}

/// Returns the address of a frame in the map of all frames.
pub fn linear(frame: &Frame) -> u64 {
    LINEAR + (frame.address() - memory::all()[0].address())
}

/// Maps a page that is not mapped.
///
/// In a caller's section the mapping is settled when that section ends. Elsewhere it is settled
/// when this returns, and all its stores share one barrier pair.
#[lazy_mmu(defer = given_address, platform = M)]
pub fn map<M: Arm64Mode>(page: u64, frame: &Frame) -> Result<(), OutOfFrames> {
    // No other task links the same table between the look and the link.
    masked(|| {
        set_pte::<M>(entry::<M>(page)?, frame.address() | LEAF);
        Ok(())
    })
}

/// Unmaps pages that are mapped. When this returns, no TLB has them.
///
/// An invalidation is never deferred. One call takes all pages, so that one TLBI does.
pub fn unmap(first: u64, count: usize) {
    for page in pages(first, count) {
        let entry = masked(|| entry::<MyKernel>(page));
        change_pte(entry.expect("a page that is mapped has its tables"), 0);
    }
    tlb::invalidate::<El1>(first, count, PAGE);
}

/// Returns the addresses of `count` pages.
pub fn pages(first: u64, count: usize) -> impl Iterator<Item = u64> {
    (0..count as u64).map(move |page| first + page * PAGE)
}

/// Returns a page's entry at level 3, and links the tables that are missing on the way.
fn entry<M: Arm64Mode>(page: u64) -> Result<&'static AtomicU64, OutOfFrames> {
    let mut table = &ROOT;
    for (level, shift) in [(Level::Zero, 39), (Level::One, 30), (Level::Two, 21)] {
        let link = table.word(page >> shift);
        if link.load(Relaxed) == 0 {
            set_table::<M>(level, link, memory::frame()?.address() | TABLE);
        }
        table = Frame::at(link.load(Relaxed) & ADDRESS);
    }
    Ok(table.word(page >> 12))
}

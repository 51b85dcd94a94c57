//! Address spaces in the lower half, of the table type that the kernel chooses: ArceOS's own, or
//! that made lazy.

use alloc::vec::Vec;
use core::arch::asm;
use core::ptr::{with_exposed_provenance, with_exposed_provenance_mut};
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use axhal::mem::phys_to_virt;
use axhal::paging::{PageTable, PagingHandlerImpl};
use lazy_mmu_arm64::page_table_multiarch::Lazy;
use lazy_mmu_arm64::{El1, tlb};
use mapping::PAGE;
use memory_addr::{PhysAddr, VirtAddr};
use page_table_multiarch::PagingHandler;

use crate::task::{Kernel, with_current};

/// ArceOS's page table, made lazy.
pub type LazyTable = Lazy<PageTable, Kernel>;

/// A frame of ArceOS's allocator.
pub fn frame() -> PhysAddr {
    PagingHandlerImpl::alloc_frame().expect("a frame")
}

/// So many of them.
pub fn frames(count: usize) -> Vec<PhysAddr> {
    (0..count).map(|_| frame()).collect()
}

/// Makes the table at `root` that of the current task, on whatever CPU it runs.
pub fn enter(root: PhysAddr) {
    with_current(|task| {
        task.root.store(root.as_usize(), Relaxed);
        switch_to(root.as_usize());
    })
    .expect("a task of ours");
}

/// The current task uses no table any more: the table may be dropped, or changed by somebody else,
/// as no TLB knows it.
pub fn leave() {
    with_current(|task| {
        task.root.store(0, Relaxed);
        switch_to(0);
    })
    .expect("a task of ours");
    tlb::invalidate_all::<El1>();
}

/// For the context switch: this CPU walks the table at `root`. All tables have ASID 0.
pub fn switch_to(root: usize) {
    // SAFETY: nothing of the kernel is in the lower half; who uses addresses there has made `root`
    // its table.
    unsafe { axhal::asm::write_user_page_table(root.into()) };
    // SAFETY: orders the TLB's invalidation behind the new root. Not `nomem`, as a barrier.
    unsafe { asm!("isb", options(nostack, preserves_flags)) };
    axhal::asm::flush_tlb(None);
}

/// The entry of the current task's table for a page, if there is one.
pub fn leaf(address: VirtAddr) -> Option<&'static AtomicU64> {
    const TABLE: u64 = 0b11;
    const ADDRESS: u64 = 0x0000_ffff_ffff_f000;
    let mut table = with_current(|task| task.root.load(Relaxed)).filter(|&root| root != 0)?;
    for shift in [39, 30, 21, 12] {
        let index = (address.as_usize() >> shift) % 512;
        let entry = with_exposed_provenance::<AtomicU64>(
            phys_to_virt((table + index * 8).into()).as_usize(),
        );
        // SAFETY: an entry of a table that the task walks, and so does not drop; all memory is
        // mapped there.
        let entry = unsafe { &*entry };
        if shift == 12 {
            return Some(entry);
        }
        let link = entry.load(Relaxed);
        table = (link & TABLE == TABLE).then_some((link & ADDRESS) as usize)?;
    }
    None
}

/// Writes each page through its address, then reads it there and where it really is.
pub fn check(start: VirtAddr, frames: &[PhysAddr], seed: usize) {
    for page in 0..frames.len() {
        let word = with_exposed_provenance_mut::<usize>(start.as_usize() + page * PAGE);
        // SAFETY: mapped, writable and the caller's alone; a fault would be fatal, and is what is
        // tested for.
        unsafe { word.write_volatile(seed ^ page) };
    }
    read(start, frames, seed);
}

/// Writes to each frame where it really is what [`read`] looks for.
pub fn fill(frames: &[PhysAddr], seed: usize) {
    for (page, &frame) in frames.iter().enumerate() {
        // SAFETY: all memory is mapped there, and the frame is the caller's.
        unsafe { phys_to_virt(frame).as_mut_ptr_of::<usize>().write_volatile(seed ^ page) };
    }
}

/// Reads what [`check`] or [`fill`] wrote.
pub fn read(start: VirtAddr, frames: &[PhysAddr], seed: usize) {
    for (page, &frame) in frames.iter().enumerate() {
        let word = with_exposed_provenance_mut::<usize>(start.as_usize() + page * PAGE);
        // SAFETY: as above.
        let there = unsafe { word.read_volatile() };
        // SAFETY: all memory is mapped there, and the frame is the caller's.
        let here = unsafe { phys_to_virt(frame).as_mut_ptr_of::<usize>().read_volatile() };
        assert!(
            there == seed ^ page && here == there,
            "page {page} from {start:#x} is not {frame:#x}"
        );
    }
}

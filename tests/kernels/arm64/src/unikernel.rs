//! A unikernel, before and after its port: a window into its own page tables is the only way to
//! them, whoever maps calls `map` for each page, a large part of memory is mapped before there are
//! tasks, and tasks keep their core.
//!
//! [`before`] stores and invalidates as such kernels do. [`after`] is the same by
//! `lazy_mmu_arm64::guide`. The two files are the port, with the `#[lazy_mmu]` of [`heap`], which
//! does nothing before.

pub mod after;
pub mod before;
mod heap;
mod task;
mod window;

use core::sync::atomic::Ordering::Relaxed;

use aarch64_cpu::asm::barrier::{SY, isb};
use aarch64_cpu::registers::TTBR1_EL1;
use lazy_mmu_arm64::{Arm64Mode, El1, tlb};

use crate::ported::Port;
use crate::ported::frames::{self, OutOfFrames};
use crate::ported::pages::{ADDRESS, Pages, READ_ONLY_BIT, READ_WRITE};
use crate::{Outcome, judge_faults, memory, try_read, try_write};

/// The part of the kernel that the port changes.
pub trait Paging {
    /// The kernel before or after its port.
    const PORT: Port;
    /// The mode of the sections that callers of `map` open.
    type Mode: Arm64Mode;

    /// Prepares the kernel for its first store.
    fn start();

    /// Links the window into the root, which no walker is on yet, and has everything ready for
    /// loading it.
    fn prepare_root(root: &'static frames::Page, link: u64);

    /// Maps a page that is not mapped. It is the caller's address, so it is usable when the
    /// caller's section has ended.
    ///
    /// # Errors
    ///
    /// If a table is needed and no frame is left for it.
    fn map(page: u64, frame: u64, attributes: u64) -> Result<(), OutOfFrames>;

    /// Removes pages that are mapped, and hands their frames to `free` when no TLB has them.
    fn unmap(pages: Pages, free: fn(u64));

    /// Gives mapped pages other attributes.
    fn protect(pages: Pages, attributes: u64);

    /// Judges a fault: whether the instruction shall run again.
    fn fault(esr: u64, far: u64) -> bool;
}

/// A link to a table. In the window it is the leaf that shows the table, so it has a leaf's
/// attributes, which a walk through it ignores.
const TABLE: u64 = READ_WRITE;

/// Where the machine's memory begins, and where the kernel maps the part that it maps at boot, a
/// page a call.
const MEMORY: u64 = 0x4000_0000;
const BOOT_MAP: Pages = Pages(0xffff_8000_0000_0000, 4096);
const HEAP: u64 = 0xffff_9000_0000_0000;
const COUNT: usize = 64;

/// Boots the kernel and does each of its jobs once, counted.
pub fn run<P: Paging>() {
    let port = P::PORT;
    P::start();
    judge_faults(Some(P::fault));
    port.count("boot", boot::<P>);
    check(BOOT_MAP, |page| page - BOOT_MAP.0 + MEMORY);

    let heap = [0, 1].map(|part| Pages(HEAP + part * (COUNT as u64) * 4096, COUNT));
    let frames = [(); 2 * COUNT].map(|()| frames::take().expect("the pool has enough"));
    let (first, second) = frames.split_at(COUNT);
    // Tables for both parts, so that what is counted below is pages.
    P::map(heap[0].0, first[0], READ_WRITE).expect("a frame for each table");
    P::unmap(Pages(heap[0].0, 1), |_| ());

    port.count("64 maps by a call each, alone", || {
        heap[0]
            .each()
            .zip(first)
            .try_for_each(|(page, &frame)| P::map(page, frame, READ_WRITE))
            .expect("its tables are there");
    });
    port.count("64 maps by a call each, in their caller's section", || {
        heap::grow::<P>(heap[1], second).expect("its tables are there");
    });
    for (pages, frames) in heap.into_iter().zip([first, second]) {
        check(pages, |page| frames[((page - pages.0) / 4096) as usize]);
    }
    port.count("64 protects", || P::protect(heap[0], READ_WRITE | READ_ONLY_BIT));
    heap[0].each().for_each(|page| {
        assert_eq!((try_read(page), try_write(page)), (Outcome::Done, Outcome::PermissionFault))
    });
    let before = frames::given_back();
    port.count("64 unmaps", || P::unmap(heap[0], frames::give_back));
    assert_eq!(frames::given_back() - before, COUNT);
    heap[0].each().for_each(|page| assert_eq!(try_read(page), Outcome::TranslationFault));

    task::spawn_worker();
    port.begin("a task switch");
    task::switch_to(&task::WORKER);

    judge_faults(None);
    TTBR1_EL1.set_baddr(memory::space().root().address());
    isb(SY);
    tlb::invalidate_all::<El1>();
}

/// From the first store to the mapping of memory: there are no tasks yet.
fn boot<P: Paging>() {
    let frame = frames::take().expect("the pool has enough");
    let root = frames::page(frame); // the loader's map has it; it is in no window yet
    P::prepare_root(root, frame | TABLE);
    TTBR1_EL1.set_baddr(frame);
    isb(SY);
    heap::map_memory::<P>(BOOT_MAP, MEMORY).expect("a frame for each table");
}

/// Each page is mapped, and to the frame that it shall be.
fn check(pages: Pages, frame_of: impl Fn(u64) -> u64) {
    for page in pages.each() {
        assert_eq!(try_read(page), Outcome::Done);
        assert_eq!(window::entry(3, page).load(Relaxed) & ADDRESS, frame_of(page));
    }
}

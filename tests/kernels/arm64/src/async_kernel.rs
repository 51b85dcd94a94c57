//! An async kernel, before and after its port: an executor polls tasks on one stack, nothing
//! preempts it in the kernel, tables are reached through a direct map, the kernel's own are built
//! before their root is loaded, and each process has an address space with an ASID.
//!
//! [`before`] stores and invalidates as such kernels do. [`after`] is the same by
//! `lazy_mmu_arm64::guide`. The two files are the port, with the `#[lazy_mmu]` of [`process`],
//! which does nothing before.

pub mod after;
pub mod before;
mod executor;
mod process;
mod space;

use core::pin::pin;

use aarch64_cpu::asm::barrier::{SY, isb};
use lazy_mmu_arm64::{Arm64Mode, El1, tlb};

use crate::ported::Port;
use crate::ported::frames::{self, OutOfFrames};
use crate::ported::pages::{Pages, READ_ONLY_BIT, READ_WRITE};
use crate::{Outcome, judge_faults, memory, take_interrupts, try_read, try_write};
use executor::{Executor, yield_now};
use space::Space;

/// The part of the kernel that the port changes.
pub trait Paging {
    /// The kernel before or after its port.
    const PORT: Port;
    /// The mode of the sections that callers of `map` open.
    type Mode: Arm64Mode;

    /// Prepares the kernel for its first store.
    fn start();

    /// Maps a page in an address space that is not loaded yet.
    ///
    /// # Errors
    ///
    /// If a table is needed and no frame is left for it.
    fn build(space: &Space, page: u64, frame: u64, attributes: u64) -> Result<(), OutOfFrames>;

    /// Has an address space ready for being loaded.
    fn finish(space: &Space);

    /// Maps a page that is not mapped, in an address space that is loaded. It is the caller's
    /// address, so it is usable when the caller's section has ended.
    ///
    /// # Errors
    ///
    /// If a table is needed and no frame is left for it.
    fn map(space: &Space, page: u64, frame: u64, attributes: u64) -> Result<(), OutOfFrames>;

    /// Removes pages of a process. No TLB has them when this returns.
    fn unmap(space: &Space, pages: Pages);

    /// Gives pages of a process other attributes.
    fn protect(space: &Space, pages: Pages, attributes: u64);

    /// Gives a mapped page of a process another frame, and returns the one that it had. No TLB has
    /// that when this returns.
    fn replace(space: &Space, page: u64, frame: u64, attributes: u64) -> u64;

    /// Judges a fault: whether the instruction shall run again.
    fn fault(esr: u64, far: u64) -> bool;

    /// Handles an interrupt, by `f`.
    fn interrupt(f: impl FnOnce());

    /// The executor has polled a task.
    fn polled();
}

/// A page of a process: not global, and user code may use it.
const USER: u64 = READ_WRITE | 1 << 6 | 1 << 11;

/// The machine's memory, where the kernel's own tables map a part of it; and what it maps when
/// these are loaded.
const MEMORY: u64 = 0x4000_0000;
const DIRECT_MAP: Pages = Pages(0xffff_8000_0000_0000, 2048);
const DEVICES: Pages = Pages(0xffff_a000_0000_0000, 16);
/// A process: its program, which is mapped before its address space is loaded, and where it maps
/// memory.
const PROGRAM: Pages = Pages(0x8000_0000, 16);
const HEAP: u64 = 0x9000_0000;
/// The stack of a process: a page is mapped when it is touched.
const STACK: Pages = Pages(HEAP - 16 * 4096, 16);
/// A driver's buffer.
const BUFFER: u64 = 0xa000_0000;
const COUNT: usize = 64;

/// Boots the kernel and does each of its jobs once, counted.
pub fn run<P: Paging>() {
    let port = P::PORT;
    P::start();
    judge_faults(Some(P::fault));
    let loader = space::loaded();
    let (kernel, process) = port.count("boot", boot::<P>).expect("the pool has enough");
    check(&kernel, DIRECT_MAP, |page| page - DIRECT_MAP.0 + MEMORY);

    let heap = [0, 1].map(|part| Pages(HEAP + part * (COUNT as u64) * 4096, COUNT));
    let frames = [(); 2 * COUNT].map(|()| frames::take().expect("the pool has enough"));
    let (first, second) = frames.split_at(COUNT);
    // Tables for both parts, so that what is counted below is pages.
    P::map(&process, heap[0].0, first[0], USER).expect("a frame for each table");
    P::unmap(&process, Pages(heap[0].0, 1));

    port.count("64 maps by a call each, alone", || {
        heap[0]
            .each()
            .zip(first)
            .try_for_each(|(page, &frame)| P::map(&process, page, frame, USER))
            .expect("its tables are there");
    });
    port.count("64 maps by a call each, in their caller's section", || {
        process::grow::<P>(&process, heap[1], second).expect("its tables are there");
    });
    for (pages, frames) in heap.into_iter().zip([first, second]) {
        check(&process, pages, |page| frames[((page - pages.0) / 4096) as usize]);
    }
    port.count("64 protects", || P::protect(&process, heap[0], USER | READ_ONLY_BIT));
    isb(SY); // as the return to user code, before which nothing of this is used
    heap[0].each().for_each(|page| {
        assert_eq!((try_read(page), try_write(page)), (Outcome::Done, Outcome::PermissionFault))
    });
    port.count("64 unmaps", || P::unmap(&process, heap[0]));
    isb(SY);
    heap[0].each().for_each(|page| assert_eq!(try_read(page), Outcome::TranslationFault));

    let copied = heap[1].0;
    let old = port.count("a copy on write", || P::replace(&process, copied, first[0], USER));
    assert_eq!(old, second[0]);
    check(&process, Pages(copied, 1), |_| first[0]);

    port.count("a map, and a page fault that maps, in a section", || {
        process::map_and_touch::<P>(&process, heap[0].0, first[1], STACK.0)
            .expect("its table is there");
    });
    check(&process, Pages(heap[0].0, 1), |_| first[1]);
    take_interrupts();
    process::map_and_be_interrupted::<P>(&process, heap[0].0 + 4096, first[2])
        .expect("its table is there");
    check(&process, Pages(heap[0].0 + 4096, 1), |_| first[2]);

    let other = process::new::<P>(2, PROGRAM).expect("the pool has enough");
    let job = async || {
        loop {
            assert_eq!(try_read(PROGRAM.0), Outcome::Done, "each process has its own page there");
            yield_now().await;
        }
    };
    let (one, two) = (pin!(job()), pin!(job()));
    let mut executor = Executor::new([(&process, one), (&other, two)]);
    executor.turn(P::polled);
    executor.turn(P::polled);
    port.count("a task switch", || executor.turn(P::polled));

    judge_faults(None);
    space::load(&loader);
    memory::enable();
    tlb::invalidate_all::<El1>();
}

/// From the first store of an entry to the first process that is loaded.
fn boot<P: Paging>() -> Result<(Space, Space), OutOfFrames> {
    let kernel = Space::kernel()?;
    DIRECT_MAP
        .each()
        .try_for_each(|page| P::build(&kernel, page, page - DIRECT_MAP.0 + MEMORY, READ_WRITE))?;
    P::finish(&kernel);
    space::load(&kernel);
    process::map_devices::<P>(&kernel, DEVICES, MEMORY)?;
    let process = process::new::<P>(1, PROGRAM)?;
    space::load(&process);
    Ok((kernel, process))
}

/// Each page is mapped, and to the frame that it shall be.
fn check(space: &Space, pages: Pages, frame_of: impl Fn(u64) -> u64) {
    for page in pages.each() {
        assert_eq!(try_read(page), Outcome::Done);
        assert_eq!(space.translate(page), Some(frame_of(page)));
    }
}

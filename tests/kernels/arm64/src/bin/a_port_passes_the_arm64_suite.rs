//! The suite of `lazy-mmu-arm64` on this kernel: its page tables, its fault handler, and its
//! instructions, which are single-stepped.
#![no_std]
#![no_main]

use core::fmt;
use core::ptr::with_exposed_provenance_mut;
use core::sync::atomic::Ordering::Relaxed;

use aarch64_cpu::registers::{ELR_EL1, Readable};
use kernel::{Kernel, Outcome, during_next_fault, space, stepped, try_read, try_write};
use lazy_mmu_arm64::conformance::{self, Link, Scratch, Subject};
use lazy_mmu_arm64::{El1, change_pte, tlb};
use paging::{Attributes, PAGE_SIZE, Pages, map_pages, unmap_pages};
use semihosting::print;
use spin::{Mutex, Once};

kernel::program!(main);

const PAGES: Pages = Pages::new(0xffff_8000_0000_0000, 4);
/// The page of the table that is linked and unlinked: the next one.
const LINKED: Pages = Pages::new(0xffff_8000_0020_0000, 1);

static SCRATCH: Once<Scratch> = Once::new();

/// This kernel, looked at by the suite.
struct Port;

impl Subject for Port {
    type Mode = Kernel;
    type Regime = El1;

    fn scratch() -> Scratch {
        *SCRATCH.get().expect("made at the start")
    }

    fn read(address: u64) -> Option<u64> {
        let word = with_exposed_provenance_mut::<u64>(address as usize);
        // SAFETY: it has just been read, so it is mapped, and to a frame of the suite's.
        (try_read(address) == Outcome::Done).then(|| unsafe { word.read_volatile() })
    }

    fn write(address: u64, value: u64) -> bool {
        let word = with_exposed_provenance_mut::<u64>(address as usize);
        // SAFETY: it has just been written, so it is mapped, and to a frame of the suite's.
        (try_write(address) == Outcome::Done)
            .then(|| unsafe { word.write_volatile(value) })
            .is_some()
    }

    fn read_with(address: u64, meanwhile: fn()) -> Option<Option<u64>> {
        during_next_fault(meanwhile);
        Some(Self::read(address))
    }

    fn step(f: fn(), see: fn(u32)) -> bool {
        static SEE: Mutex<Option<fn(u32)>> = Mutex::new(None);

        *SEE.lock() = Some(see);
        stepped(
            |_| {
                // SAFETY: the CPU is about to fetch from there, and code is mapped readable.
                let instruction =
                    unsafe { with_exposed_provenance_mut::<u32>(ELR_EL1.get() as usize).read() };
                let see = *SEE.lock();
                see.expect("set before stepping")(instruction);
            },
            f,
        );
        true
    }
}

/// Two frames, and the tables for the pages, with nothing in them.
fn scratch() -> Scratch {
    let frames = [(); 2].map(|()| space().alloc_page::<Kernel>().expect("a frame"));
    assert_eq!(
        frames[1].address(),
        frames[0].address() + PAGE_SIZE,
        "the pool is handed out in order"
    );
    for pages in [PAGES, LINKED] {
        let page = Pages::new(pages.addresses().start, 1);
        map_pages::<Kernel>(space(), page.addresses().start, &frames[..1], Attributes::READ_WRITE)
            .expect("frames for tables");
        unmap_pages::<Kernel>(space(), page).expect("mapped");
    }
    let address = LINKED.addresses().start;
    let entry = space().table_entry(address).expect("linked above");
    let first = &space().entries(LINKED).expect("linked above")[0];
    let link = Link { entry, descriptor: entry.load(Relaxed), first, address };
    change_pte(entry, 0);
    tlb::invalidate_walk::<El1>(address, 1, PAGE_SIZE);
    Scratch {
        address: PAGES.addresses().start,
        page_size: PAGE_SIZE,
        entries: space().entries(PAGES).and_then(<[_]>::first_chunk).expect("linked above"),
        leaves: frames.map(|frame| Attributes::READ_WRITE.leaf(frame)),
        read_only: Attributes::READ_ONLY.leaf(frames[0]),
        link: Some(link),
    }
}

/// The console.
struct Console;

impl fmt::Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        print!("{text}");
        Ok(())
    }
}

fn main() {
    SCRATCH.call_once(scratch);
    let summary = conformance::run::<Port>(&mut Console).expect("the console takes everything");
    assert!(summary.is_conformant(), "{} claims failed", summary.failed);
}

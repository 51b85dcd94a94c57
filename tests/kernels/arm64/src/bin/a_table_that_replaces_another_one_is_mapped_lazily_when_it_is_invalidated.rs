//! The boot's table maps a page; the final one of `aarch64-paging`, activated over it, maps the
//! same page elsewhere, lazily. The page is global, so the boot's translation may be in the TLB:
//! until it is invalidated, the mapping cannot be claimed to be `Lazy`.
#![no_std]
#![no_main]

use core::ptr::{with_exposed_provenance, with_exposed_provenance_mut};

use aarch64_paging::Mapping;
use aarch64_paging::descriptor::PhysicalAddress;
use aarch64_paging::paging::{Constraints, El1And0, MemoryRegion, VaRange};
use kernel::{Kernel, Meter, Pool, Qemu, READ_WRITE, space};
use lazy_mmu_arm64::aarch64_paging::{Lazy, LazyMapping};
use lazy_mmu_arm64::{El1, tlb};
use lazy_mmu_core::section;
use paging::{Attributes, Frame, map_pages};
use semihosting::println;

kernel::program!(main);

const ADDRESS: usize = 0xffff_8000_0000_0000;
const OF_THE_BOOT: u64 = 0xb007;
const FINAL: u64 = 0xf1a1;

fn main() {
    let boot = [space().alloc_page::<Kernel>().expect("a frame")];
    map_pages::<Kernel>(space(), ADDRESS as u64, &boot, Attributes::READ_WRITE)
        .expect("frames for tables");
    let frame = space().frames().take().expect("a frame");
    fill(boot[0], OF_THE_BOOT);
    fill(frame, FINAL);

    // A control: without the invalidation QEMU has the boot's page still.
    for is_invalidated in [false, true] {
        assert_eq!(read(), OF_THE_BOOT);
        let tables = Mapping::with_asid_and_va_range(Pool, 0, 0, El1And0, VaRange::Upper);
        // SAFETY: the program runs in the lower half, and uses one page of the upper one.
        let before = unsafe { tables.activate() };
        if is_invalidated {
            tlb::invalidate_all::<El1>();
        }
        // SAFETY: if it was invalidated, no TLB has anything of the upper half. If it was not, what
        // is read below is what comes of that.
        let mut tables = unsafe { Lazy::new(tables) };
        let page = MemoryRegion::new(ADDRESS, ADDRESS + 4096);
        Qemu.count(
            format_args!(
                "map in a section, {}",
                if is_invalidated { "invalidated" } else { "not invalidated" }
            ),
            || {
                section::<Kernel, _>(|_| {
                    let pa = PhysicalAddress(frame.address() as usize);
                    tables
                        .map_range_lazily::<Kernel>(&page, pa, READ_WRITE, Constraints::empty())
                        .expect("a page of the upper half");
                });
            },
        );
        assert_eq!(read(), if is_invalidated { FINAL } else { OF_THE_BOOT });
        // SAFETY: what was before maps that page.
        unsafe { tables.deactivate(before) };
        tlb::invalidate_all::<El1>();
    }
    println!("the page of the final table is read only if the boot's was invalidated");
}

/// Frames are mapped one to one.
fn fill(frame: Frame, value: u64) {
    // SAFETY: a frame of this program's.
    unsafe { with_exposed_provenance_mut::<u64>(frame.address() as usize).write_volatile(value) }
}

fn read() -> u64 {
    // SAFETY: both tables map a page there.
    unsafe { with_exposed_provenance::<u64>(ADDRESS).read_volatile() }
}

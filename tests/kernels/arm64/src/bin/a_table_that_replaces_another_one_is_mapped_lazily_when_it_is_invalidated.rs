//! The boot's table maps a page; the final one of `aarch64-paging`, activated over it, maps the same page elsewhere, lazily. The page is global,
//! so the boot's translation may be in the TLB: until it is invalidated, the mapping cannot be claimed to be `Lazy`.
#![no_std]
#![no_main]

use core::ptr::{NonNull, with_exposed_provenance, with_exposed_provenance_mut};

use aarch64_paging::Mapping;
use aarch64_paging::descriptor::{El1Attributes, PhysicalAddress};
use aarch64_paging::paging::{Constraints, El1And0, MemoryRegion, PageTable, Translation, VaRange};
use kernel::{Kernel, Meter, Qemu, space};
use lazy_mmu_arm64::aarch64_paging::{Lazy, LazyMapping};
use lazy_mmu_arm64::{El1, tlb};
use lazy_mmu_core::section;
use paging::{Attributes, Frame, map_pages};
use semihosting::println;

kernel::program!(main);

const ADDRESS: usize = 0xffff_8000_0000_0000;
const READ_WRITE: El1Attributes = El1Attributes::VALID
    .union(El1Attributes::ATTRIBUTE_INDEX_1)
    .union(El1Attributes::INNER_SHAREABLE)
    .union(El1Attributes::ACCESSED)
    .union(El1Attributes::UXN)
    .union(El1Attributes::PXN);
const OF_THE_BOOT: u64 = 0xb007;
const FINAL: u64 = 0xf1a1;

/// Tables from the kernel's pool, which is mapped one to one.
struct Pool;

impl Translation<El1Attributes> for Pool {
    fn allocate_table(&mut self) -> (NonNull<PageTable<El1Attributes>>, PhysicalAddress) {
        let frame = space().frames().take().expect("a frame for a table");
        let pa = PhysicalAddress(frame.address() as usize);
        (self.physical_to_virtual(pa), pa)
    }

    unsafe fn deallocate_table(&mut self, table: NonNull<PageTable<El1Attributes>>) {
        let address = table.as_ptr().addr() as u64;
        let frame = space().frames().all().find(|frame| frame.address() == address);
        space().frames().give_back(frame.expect("a frame of the pool"));
    }

    fn physical_to_virtual(&self, pa: PhysicalAddress) -> NonNull<PageTable<El1Attributes>> {
        NonNull::new(with_exposed_provenance_mut(pa.0)).expect("a frame of the pool")
    }
}

fn main() {
    let boot = [space().alloc_page::<Kernel>().expect("a frame")];
    map_pages::<Kernel>(space(), ADDRESS as u64, &boot, Attributes::READ_WRITE).expect("frames for tables");
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
        // SAFETY: if it was invalidated, no TLB has anything of the upper half. If it was not, what is read below is what comes of that.
        let mut tables = unsafe { Lazy::new(tables) };
        let page = MemoryRegion::new(ADDRESS, ADDRESS + 4096);
        Qemu.count(format_args!("map in a section, {}", if is_invalidated { "invalidated" } else { "not invalidated" }), || {
            section::<Kernel, _>(|_| {
                let pa = PhysicalAddress(frame.address() as usize);
                tables.map_range_lazily::<Kernel>(&page, pa, READ_WRITE, Constraints::empty()).expect("a page of the upper half");
            });
        });
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

//! Mapping fences for each page eagerly, and once for all of them in a section; the pages can be
//! used when it has ended.
#![no_std]
#![no_main]

use core::ptr::with_exposed_provenance_mut;

use lazy_mmu_core::NoLazyMmu;
use lazy_mmu_riscv64::Riscv64Mode;
use riscv64_kernel::{Frame, Kernel, PAGE_SIZE, PAGES, count, map_pages, retries, unmap_page};

riscv64_kernel::program!(main);

fn main() {
    count(format_args!("the first page, with its table, eager"), || {
        map_pages::<NoLazyMmu>(PAGES.start, Frame::each().take(1))
    });
    unmap_page(PAGES.start);
    for pages in [1, 16, 512] {
        map::<NoLazyMmu>(pages, "eager");
        map::<Kernel>(pages, "lazy");
    }
    assert_eq!(retries(), 0, "QEMU caches no invalid entry");
}

fn map<M: Riscv64Mode>(pages: usize, how: &str) {
    count(format_args!("map {pages} {how}"), || {
        map_pages::<M>(PAGES.start, Frame::each().take(pages))
    });
    let addresses = PAGES.step_by(PAGE_SIZE as usize).take(pages);
    for address in addresses.clone() {
        let word = with_exposed_provenance_mut::<u64>(address as usize);
        // SAFETY: mapped, writable and nobody else's; a fault would be reported, and is what is
        // tested for.
        unsafe { word.write_volatile(address) };
    }
    for (address, frame) in addresses.zip(Frame::each()) {
        assert_eq!(frame.first_word(), address, "the page is not where it was mapped");
        unmap_page(address);
    }
}

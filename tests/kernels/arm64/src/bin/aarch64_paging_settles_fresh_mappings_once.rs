//! Page tables of the crate `aarch64-paging`, mapped a page a call: by its own `map_range`, and in
//! a section by `map_range_lazily`, each page written and read. A live entry changes in the
//! crate's own way, in a section too.
#![no_std]
#![no_main]

use core::array;

use aarch64_paging::Mapping;
use aarch64_paging::descriptor::{El1Attributes, PhysicalAddress};
use aarch64_paging::paging::{Constraints, El1And0, MemoryRegion, VaRange};
use kernel::{Kernel, Meter, Outcome, Pool, Qemu, READ_WRITE, space, try_read, try_write};
use lazy_mmu_arm64::aarch64_paging::{Lazy, LazyMapping};
use lazy_mmu_core::section;
use paging::{Frame, Pages};
use semihosting::println;

kernel::program!(main);

const PAGES: usize = 64;
const PAGE_SIZE: usize = 4096;
const BLOCK: u64 = 512 * 4096;
const START: u64 = 0xffff_8000_0000_0000;
const READ_ONLY: El1Attributes = READ_WRITE.union(El1Attributes::READ_ONLY);

type Tables = Lazy<Pool, El1And0>;

fn main() {
    let tables = Mapping::with_asid_and_va_range(Pool, 0, 0, El1And0, VaRange::Upper);
    // SAFETY: nothing was mapped in the upper half before, and what is unmapped below is so while
    // the tables are marked as active.
    let mut tables = unsafe { Tables::new(tables) };
    // SAFETY: the program runs in the lower half. The tables map frames of the pool that are nobody
    // else's.
    let before = unsafe { tables.activate() };
    let frames: [Frame; PAGES] = array::from_fn(|_| space().frames().take().expect("a frame"));

    let eager = Pages::new(START, PAGES);
    let lazy = Pages::new(START + BLOCK, PAGES);
    count("map 64 eager, tables new", || {
        each(eager, &frames, |page, pa| {
            tables.map_range(page, pa, READ_WRITE, Constraints::empty())
        })
    });
    Qemu.check(space(), eager, &frames);
    count("map 64 lazy, a table new", || {
        section::<Kernel, _>(|_| map_lazily(&mut tables, lazy, &frames, READ_WRITE))
    });
    Qemu.check(space(), lazy, &frames);

    section::<Kernel, _>(|_| {
        count("protect 64 in a section", || map_lazily(&mut tables, lazy, &frames, READ_ONLY));
        assert!(lazy.each().all(|page| try_write(page) == Outcome::PermissionFault));
        count("unmap 64 in a section", || {
            map_lazily(&mut tables, lazy, &frames, El1Attributes::empty())
        });
        assert!(lazy.each().all(|page| try_read(page) == Outcome::TranslationFault));
    });

    count("map 64 lazy, the table there", || {
        section::<Kernel, _>(|_| map_lazily(&mut tables, lazy, &frames, READ_WRITE))
    });
    Qemu.check(space(), lazy, &frames);
    count("map 64 by the adapter, no section", || {
        map_lazily(&mut tables, Pages::new(START + 2 * BLOCK, PAGES), &frames, READ_WRITE)
    });
    tables.mark_active();
    count("map 64 that another CPU walks too, in a section", || {
        section::<Kernel, _>(|_| {
            map_lazily(&mut tables, Pages::new(START + 3 * BLOCK, PAGES), &frames, READ_WRITE)
        });
    });
    println!(
        "every page was written to, read-only ones refused that, and those unmapped faulted, inside the section"
    );

    // SAFETY: what was before maps nothing, and the program runs in the lower half.
    unsafe { tables.deactivate(before) };
    count("map 64 that another CPU walks alone, in a section", || {
        section::<Kernel, _>(|_| {
            map_lazily(&mut tables, Pages::new(START + 4 * BLOCK, PAGES), &frames, READ_WRITE)
        });
    });
    tables.mark_inactive();
    count("map 64 that nobody walks, in a section", || {
        section::<Kernel, _>(|_| {
            map_lazily(&mut tables, Pages::new(START + 5 * BLOCK, PAGES), &frames, READ_WRITE)
        });
    });
}

#[inline(always)]
fn count(label: &str, f: impl FnOnce()) {
    Qemu.count(format_args!("{label}"), f);
}

fn map_lazily(tables: &mut Tables, pages: Pages, frames: &[Frame], flags: El1Attributes) {
    each(pages, frames, |page, pa| {
        tables.map_range_lazily::<Kernel>(page, pa, flags, Constraints::empty())
    });
}

/// A call of `map` for each page.
fn each<E: core::fmt::Debug>(
    pages: Pages,
    frames: &[Frame],
    mut map: impl FnMut(&MemoryRegion, PhysicalAddress) -> Result<(), E>,
) {
    for (page, frame) in pages.each().zip(frames) {
        let page = MemoryRegion::new(page as usize, page as usize + PAGE_SIZE);
        map(&page, PhysicalAddress(frame.address() as usize)).expect("a page of the upper half");
    }
}

//! With the crate's feature `copy-from`, a copy of another table's entries is invalidated at once,
//! in a section too, and nothing else is.
#![no_std]
#![no_main]

use lazy_mmu_core::section;
use mapping::Mapping;
use memory_addr::VirtAddr;
use port::costs::READ_WRITE;
use port::meter::Quiet;
use port::space::{self, LazyTable};
use port::task::{self, Kernel};

port::program!(run);

const START: usize = 0x10_0000_0000;
const SIZE: usize = 1 << 30;
/// More than a cursor flushes by address.
const PAGES: usize = 33;

fn run() {
    task::spawn(copy).join();
}

fn copy() {
    let start = VirtAddr::from(START);
    let [ours, others] = [space::frames(PAGES), space::frames(PAGES)];
    // The table that is copied from is never dropped while the copy lives.
    let mut from = LazyTable::try_new().expect("a frame");
    from.map_pages(start, &others, READ_WRITE).expect("frames for tables");
    space::enter(from.root_paddr());
    space::check(start, &others, 2 << 32);
    space::leave();

    let mut table = LazyTable::try_new().expect("a frame");
    space::enter(table.root_paddr());
    let quiet = Quiet::begin();
    quiet.count(format_args!("map {PAGES} lazy"), || {
        table.map_pages(start, &ours, READ_WRITE).expect("frames for tables")
    });
    table.unmap_pages(start, PAGES).expect("mapped");
    quiet.count(format_args!("map {PAGES} by one cursor lazy"), || {
        table.map_region(start, &ours, READ_WRITE).expect("tables")
    });
    space::check(start, &ours, 1 << 32);
    section::<Kernel, _>(|_| {
        quiet.count(format_args!("copy"), || {
            table.eagerly(|cursor| cursor.copy_from(&from, start, SIZE))
        });
        // Still in the section: no translation is left of what was there.
        space::read(start, &others, 2 << 32);
    });
    quiet.end();
    space::leave();
}

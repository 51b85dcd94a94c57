//! 4096 pages in eight tables, with a section for each table inside one for all. The ends of inner
//! sections flush, so that is a pair a table. Those of `#[lazy_mmu(defer)]` leave it to the
//! outermost one, and where the pages are is known only when they are settled.
#![no_std]
#![no_main]

use kernel::{Kernel, Meter, Qemu, Task, space};
use lazy_mmu_core::{Counts, section_settled};
use paging::{Attributes, Frame, Pages, map_pages, map_tables, map_tables_deferring, unmap_pages};
use semihosting::println;

kernel::program!(main);

const COUNT: usize = 4096;
const START: u64 = 0xffff_8000_0000_0000;
const PAGES: Pages = Pages::new(START, COUNT);
const ATTRIBUTES: Attributes = Attributes::READ_WRITE;

fn main() {
    let mut frames = [space().root(); COUNT];
    frames.fill_with(|| space().frames().take().expect("a frame"));
    map_pages::<Kernel>(space(), START, &frames, ATTRIBUTES).expect("frames for tables");

    measure("sections in a section", &frames, || {
        map_tables::<Kernel>(space(), START, &frames, ATTRIBUTES).map(|()| PAGES)
    });
    measure("the same, deferring", &frames, || {
        section_settled::<Kernel, _>(|_| map_tables_deferring(space(), START, &frames, ATTRIBUTES))
    });
    measure("deferring sections alone", &frames, || {
        Ok(map_tables_deferring::<Kernel>(space(), START, &frames, ATTRIBUTES)?.flush())
    });
    println!("each page was written to and read back through its address");
}

fn measure(
    label: &str,
    frames: &[Frame],
    map: impl FnOnce() -> Result<Pages, paging::OutOfFrames>,
) {
    unmap_pages::<Kernel>(space(), PAGES).expect("mapped before");
    let mut pages = None;
    Qemu.count(format_args!("{label}"), || pages = map().ok());
    Qemu.check(space(), pages.expect("the tables are there"), frames);
    let slot = &Task::current().lazy_mmu;
    assert_eq!((slot.counts(), slot.is_settled()), (Counts { enable: 0, pause: 0 }, true));
}

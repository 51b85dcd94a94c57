//! `vmap` chooses the address, and hands it out unsettled: whoever wants it flushes first. For each
//! mapping, or once for all of them.
#![no_std]
#![no_main]

use core::array;

use kernel::{Kernel, Meter, Qemu, space};
use lazy_mmu_core::{LazyMmuGuard, Unsettled, is_active, section_settled};
use paging::{Frame, OutOfFrames, Pages};
use semihosting::println;

kernel::program!(main);

const MAPPINGS: usize = 8;

fn main() {
    let frames: [Frame; MAPPINGS] = array::from_fn(|_| space().frames().take().expect("a frame"));
    // Its tables get their own pairs, which are not counted.
    map(&frames[0]).expect("frames for tables").flush();

    // The stores to each page stand between two of its neighbour's mappings.
    let section = LazyMmuGuard::<Kernel>::enable();
    Qemu.count(format_args!("in a section, each opened by a flush"), || {
        for frame in &frames {
            let pages = map(frame).expect("its table is there").flush();
            Qemu.check(space(), pages, &[*frame]);
            assert!(is_active::<Kernel>());
        }
    });
    drop(section);

    let mut all = [Pages::new(0, 0); MAPPINGS];
    Qemu.count(format_args!("in a section, opened by its end"), || {
        let section = LazyMmuGuard::<Kernel>::enable();
        let unsettled = frames.each_ref().map(map);
        all = section.finish(unsettled).map(|pages| pages.expect("its table is there"));
    });
    check(&all, &frames);

    Qemu.count(format_args!("in a section, opened by the end of a nested one"), || {
        let _outer = LazyMmuGuard::<Kernel>::enable();
        all = section_settled::<Kernel, _>(|_| frames.each_ref().map(map))
            .map(|pages| pages.expect("its table is there"));
        check(&all, &frames);
    });

    Qemu.count(format_args!("in no section"), || {
        all = frames.each_ref().map(|frame| map(frame).expect("its table is there").flush());
    });
    check(&all, &frames);
    println!("each page was written to and read back, each time as soon as its address was known");
}

fn map(frame: &Frame) -> Result<Unsettled<Pages, Kernel>, OutOfFrames> {
    space().vmap(core::slice::from_ref(frame))
}

fn check(all: &[Pages], frames: &[Frame]) {
    for (&pages, &frame) in all.iter().zip(frames) {
        Qemu.check(space(), pages, &[frame]);
    }
}

//! A handler that announces itself with `Slot::interrupt` maps a page, in a section of its own, and
//! uses it at once; the section that it interrupts goes on, with what it had deferred flushed by
//! the handler's.
#![no_std]
#![no_main]

use kernel::{Kernel, Meter, Outcome, Qemu, Task, interrupt, space, take_interrupts, try_write};
use lazy_mmu_arm64::queue_pte_barriers;
use lazy_mmu_core::{Counts, is_active, lazy_mmu, section};
use paging::{Attributes, map_pages};
use semihosting::println;

kernel::program!(main);

const ADDRESS: u64 = 0xffff_8000_0000_0000;

fn main() {
    take_interrupts();
    let slot = &Task::current().lazy_mmu;
    section::<Kernel, _>(|_| {
        queue_pte_barriers::<Kernel>();
        Qemu.count(format_args!("handler that maps a page and three tables"), || {
            interrupt(handler)
        });
        assert_eq!(slot.counts(), Counts { enable: 1, pause: 0 });
        assert!(is_active::<Kernel>() && slot.is_settled());
        queue_pte_barriers::<Kernel>();
        assert!(!slot.is_settled());
    });
    assert!(slot.is_settled());
    println!("the task goes on in its section");
}

#[lazy_mmu]
fn handler() {
    assert!(!is_active::<Kernel>());
    let frame = [space().alloc_page::<Kernel>().expect("a frame")];
    map_pages::<Kernel>(space(), ADDRESS, &frame, Attributes::READ_WRITE)
        .expect("frames for tables");
    assert_eq!(try_write(ADDRESS), Outcome::Done);
}

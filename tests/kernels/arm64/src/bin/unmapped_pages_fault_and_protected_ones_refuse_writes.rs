//! Unmapping and protecting take effect at once for this CPU's TLB, inside a section that is still
//! open around them.
//!
//! QEMU caches valid translations, so without the invalidation the old ones would still answer.
#![no_std]
#![no_main]

use kernel::{Kernel, Outcome, space, try_read, try_write};
use lazy_mmu_core::section;
use paging::{Attributes, Pages, map_pages, protect_pages, unmap_pages};
use semihosting::println;

kernel::program!(main);

const PAGE: Pages = Pages::new(0xffff_8000_0000_0000, 1);

fn main() {
    let address = PAGE.addresses().start;
    let frame = [space().alloc_page::<Kernel>().expect("a frame")];
    assert_eq!(try_read(address), Outcome::TranslationFault);

    map_pages::<Kernel>(space(), address, &frame, Attributes::READ_WRITE)
        .expect("frames for tables");
    assert_eq!((try_read(address), try_write(address)), (Outcome::Done, Outcome::Done));

    section::<Kernel, _>(|_| {
        protect_pages::<Kernel>(space(), PAGE, Attributes::READ_ONLY).expect("mapped");
        assert_eq!(
            (try_read(address), try_write(address)),
            (Outcome::Done, Outcome::PermissionFault)
        );

        unmap_pages::<Kernel>(space(), PAGE).expect("mapped");
        assert_eq!(
            (try_read(address), try_write(address)),
            (Outcome::TranslationFault, Outcome::TranslationFault)
        );
    });
    println!("a section was open, and nothing was deferred that must not be");
}

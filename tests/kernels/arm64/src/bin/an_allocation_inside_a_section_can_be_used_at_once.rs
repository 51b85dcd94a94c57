//! DEBUG_PAGEALLOC: the allocator maps the page in a section of its own. When that ends the page
//! can be used through the linear map, although the caller's section is still open; and the
//! caller's section batches on.
#![no_std]
#![no_main]

use kernel::{Kernel, Meter, Outcome, Qemu, space, try_read, try_write};
use lazy_mmu_core::{is_active, section};
use semihosting::println;

kernel::program!(main);

fn main() {
    space().enable_debug_pagealloc::<Kernel>(&[]).expect("frames for the linear map");
    section::<Kernel, _>(|_| {
        for _ in 0..8 {
            let mut frame = None;
            Qemu.count(format_args!("alloc"), || frame = space().alloc_page::<Kernel>().ok());
            let frame = frame.expect("a frame");
            let address = space().linear(frame);
            assert_eq!(try_write(address), Outcome::Done);
            assert!(is_active::<Kernel>());

            space().free_page::<Kernel>(frame);
            assert_eq!(try_read(address), Outcome::TranslationFault);
        }
    });
    println!("each page was written to inside the section, and gone when it was free");
}

//! What `cargo xtask demo` shows: the six calls, the cost of mapping 1 to 4096 pages, and sections
//! inside sections.
#![no_std]
#![no_main]

use kernel::{Kernel, Qemu, Traced, space};
use paging::demo;

kernel::program!(main);

fn main() {
    demo::trace::<Traced>();
    demo::run::<Kernel>(&mut Qemu, space()).expect("the pool was made for this");
}

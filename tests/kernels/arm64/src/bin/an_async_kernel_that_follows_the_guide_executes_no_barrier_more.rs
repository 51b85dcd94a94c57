//! An async kernel before and after its port by the guide, counted: no job has more DSB, ISB or
//! TLBI after than before.
#![no_std]
#![no_main]

use kernel::async_kernel::{self, after::AsyncKernel, before::Before};

kernel::program!(main);

fn main() {
    async_kernel::run::<Before>();
    async_kernel::run::<AsyncKernel>();
}

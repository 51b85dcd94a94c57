//! A unikernel before and after its port by the guide, counted: no job has more DSB, ISB or TLBI
//! after than before.
#![no_std]
#![no_main]

use kernel::unikernel::{self, after::Unikernel, before::Before};

kernel::program!(main);

fn main() {
    unikernel::run::<Before>();
    unikernel::run::<Unikernel>();
}

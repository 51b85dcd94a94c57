//! The six calls that define the mode reach their hooks, call for call, on arm64.
#![no_std]
#![no_main]

use kernel::Traced;

kernel::program!(main);

fn main() {
    paging::demo::trace::<Traced>();
}

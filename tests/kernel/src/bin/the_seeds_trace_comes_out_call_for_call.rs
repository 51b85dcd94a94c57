//! The six calls that define the mode reach the hooks of the seed's table, on arm64.
#![no_std]
#![no_main]

use kernel::Traced;

kernel::program!(main);

fn main() {
    paging::demo::trace::<Traced>();
}

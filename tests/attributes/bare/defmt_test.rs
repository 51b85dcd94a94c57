//! `#[defmt_test::tests]`, which is on a module: its functions with `#[lazy_mmu]` run in a section,
//! in either order of the attributes.
#![no_std]
#![no_main]

use defmt::{Logger, global_logger};
use kernel::Task;

kernel::program!(run);

/// A logger that writes nothing: only a program on the other side of a probe could read it.
#[global_logger]
struct Silent;

// SAFETY: nothing is written, so nothing is interleaved.
unsafe impl Logger for Silent {
    fn acquire() {}

    unsafe fn flush() {}

    unsafe fn release() {}

    unsafe fn write(_: &[u8]) {}
}

fn run() {
    unsafe extern "C" {
        // SAFETY: `tests` defines the function, with this signature; this is its only call.
        safe fn main() -> !;
    }
    main()
}

fn sections() -> u8 {
    Task::current().lazy_mmu.counts().enable
}

#[defmt_test::tests]
mod tests {
    use kernel::Task;
    use lazy_mmu_core::{Counts, lazy_mmu};
    use semihosting::println;

    use super::sections;

    #[init]
    #[lazy_mmu]
    fn init() {
        println!("`init`: {} section", sections());
    }

    #[before_each]
    fn before_each() {
        assert_eq!(sections(), 0);
    }

    #[test]
    #[lazy_mmu]
    fn below() {
        println!("a test with `#[lazy_mmu]` below `#[test]`: {} section", sections());
    }

    #[lazy_mmu]
    #[test]
    fn above() {
        println!("a test with `#[lazy_mmu]` above `#[test]`: {} section", sections());
    }

    #[teardown]
    fn teardown() {
        println!("afterwards: {} sections", sections());
    }

    #[lazy_mmu(pause)]
    #[after_each]
    fn after_each() {
        assert_eq!(Task::current().lazy_mmu.counts(), Counts { enable: 0, pause: 1 });
    }
}

//! The smallest whole kernel with the lazy MMU mode, for QEMU's virt machine of arm64.
//!
//! This file boots. `port` is what the mode needs, and `story` is what the kernel does with it.
#![no_std]
#![no_main]

mod exceptions;
mod interrupts;
mod memory;
mod meter;
mod port;
mod story;
mod switch;
mod tables;
mod tasks;

use core::panic::PanicInfo;

use aarch64_rt::{InitialPagetable, entry, initial_pagetable};
use lazy_mmu_arm64::tlb::{self, Features};
use semihosting::{println, process};

const DEVICE: usize = 0b01 | 1 << 10 | 1 << 54;
// MAIR index 1, inner shareable.
const MEMORY: usize = 0b01 | 1 << 2 | 0b11 << 8 | 1 << 10;
const GIB: usize = 1 << 30;

// The boot crate turns the MMU on with this map in TTBR0: each address to itself, devices in the
// first GiB and memory in the second.
initial_pagetable!({
    let mut blocks = [0; 512];
    [blocks[0], blocks[1]] = [DEVICE, MEMORY | GIB];
    InitialPagetable(blocks)
});

entry!(start);

/// The first function in Rust, with the MMU on and interrupts masked.
fn start(_: u64, _: u64, _: u64, _: u64) -> ! {
    tasks::boot();
    tlb::set_features(Features::of_this_cpu());
    run()
}

// Not inlined: it maps, and so it must not share a function with `tasks::boot`.
#[inline(never)]
fn run() -> ! {
    story::tell();
    let mistakes = tasks::print_reports();
    println!("reports: {}", if mistakes { "above" } else { "none" });
    process::exit(mistakes.into())
}

#[panic_handler]
fn panic(info: &PanicInfo) -> ! {
    interrupts::mask();
    tasks::print_reports();
    println!("{info}");
    process::exit(101)
}

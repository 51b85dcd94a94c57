//! From the first instruction to the program: `aarch64-rt` boots with an identity map in TTBR0, at
//! EL1 or, if the machine has it, at EL2.

use core::panic::PanicInfo;
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

use aarch64_cpu::asm::wfe;
use aarch64_rt::{InitialPagetable, entry, initial_pagetable};
use lazy_mmu_arm64::tlb::{self, Features};

use crate::console::console;
use crate::{daif, memory, print_reports, task};

const DEVICE: usize = 0b01 | 1 << 10 | 1 << 54;
// MAIR index 1, inner shareable.
const MEMORY: usize = 0b01 | 1 << 2 | 0b11 << 8 | 1 << 10;
const GIB: usize = 1 << 30;

initial_pagetable!({
    let mut blocks = [0; 512];
    [blocks[0], blocks[1]] = BLOCKS;
    InitialPagetable(blocks)
});

/// The loader's map of devices and of memory: the first entries of a root of 39 bits.
pub(crate) const BLOCKS: [usize; 2] = [DEVICE, MEMORY | GIB];

entry!(start);

unsafe extern "Rust" {
    // SAFETY: defined by `program!`, with this signature.
    safe fn kernel_program();
    // SAFETY: the same.
    safe static KERNEL_SAYS_FEATURES: bool;
}

fn start(_: u64, _: u64, _: u64, _: u64) -> ! {
    task::start_first();
    if KERNEL_SAYS_FEATURES {
        tlb::set_features(Features::of_this_cpu());
    }
    memory::start();
    memory::enable();
    kernel_program();
    print_reports();
    (console().exit)(0)
}

#[panic_handler]
fn panic(info: &PanicInfo) -> ! {
    // The first one prints alone: no other task on this CPU, and no other CPU that panics.
    static PANICKED: AtomicBool = AtomicBool::new(false);
    daif::mask();
    while PANICKED.swap(true, Relaxed) {
        wfe();
    }
    print_reports();
    (console().print)(format_args!("{info}\n"));
    (console().exit)(101)
}

//! ArceOS, as it is published, with the lazy MMU mode: its port to the mode, what its page
//! tables then cost, and tasks of its preemptive scheduler that keep their own state.
//!
//! Its programs end with a line that says that all went well: ArceOS powers the machine off with
//! exit code 0, whatever happened.
#![no_std]

extern crate alloc;
// It has the entry point, and calls `main`.
extern crate axruntime;

pub mod costs;
pub mod fault;
pub mod handler;
pub mod meter;
pub mod preemption;
pub mod space;
pub mod task;

pub use axlog::ax_println as println;

use lazy_mmu_arm64::tlb::{self, Features};

/// Runs the program `f`, as ArceOS's first task.
pub fn run(f: fn()) {
    println!("== lazy-mmu"); // here ends what ArceOS prints while it boots
    handler::announce();
    // ArceOS has started the other CPUs. They are like this one, and have changed no page table of
    // ours yet.
    tlb::set_features(Features::of_this_cpu());
    f();
    task::print_reports();
    println!("all went well");
}

/// The function that ArceOS calls when it has booted.
#[macro_export]
macro_rules! program {
    ($main:path) => {
        // SAFETY: `axruntime` calls a function of this name and type once, and nothing else has the
        // name.
        #[unsafe(no_mangle)]
        extern "C" fn main() {
            $crate::run($main);
        }
    };
}

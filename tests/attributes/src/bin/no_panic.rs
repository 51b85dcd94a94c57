//! `#[no_panic]`: the linker refuses a function that may panic, and a section adds no panic.
//!
//! This takes an optimized build in which panics unwind: `tests/no_panic.rs` makes it.

use lazy_mmu_core::{Arch, Platform, Slot, Violation, lazy_mmu};
use no_panic::no_panic;

/// A kernel with one task, whose functions never panic.
struct Kernel;

static TASK: Slot<Hooks> = Slot::new(());

struct Hooks;

impl Arch for Hooks {
    type Local = ();

    fn flush((): &()) {}

    fn is_settled((): &()) -> bool {
        true
    }
}

impl Platform for Kernel {
    type Arch = Hooks;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Hooks>) -> R) -> R {
        f(&TASK)
    }

    fn report(_: Violation) {}
}

fn sections() -> u8 {
    TASK.counts().enable
}

#[no_panic]
#[lazy_mmu(platform = Kernel)]
fn proof_first(page: u8) -> u8 {
    page.wrapping_add(sections())
}

#[lazy_mmu(platform = Kernel)]
#[no_panic]
fn section_first(page: u8) -> u8 {
    page.wrapping_add(sections())
}

#[no_panic]
#[lazy_mmu(pause, platform = Kernel)]
fn paused() -> u8 {
    TASK.counts().pause
}

#[no_panic]
#[lazy_mmu(guard = mmu, platform = Kernel)]
fn flushed() -> u8 {
    mmu.flush();
    sections()
}

#[cfg(feature = "panics")]
#[no_panic]
#[lazy_mmu(platform = Kernel)]
fn panics(page: u8) -> u8 {
    assert!(page < 4, "no such page");
    page
}

fn main() {
    let page = std::hint::black_box(3);
    assert_eq!([proof_first(page), section_first(page), paused(), flushed()], [4, 4, 1, 1]);
    #[cfg(feature = "panics")]
    assert_eq!(panics(page), 3);
    assert_eq!(sections(), 0);
    println!("four functions ran in a section or a pause");
}

//! The calls of the mode, one function each, on a platform as a kernel has it. `docs/assembly.md`
//! shows each function as it stands here, and its assembly; `tests/compiled/tests/golden.rs`
//! compares.
#![no_std]
#![allow(private_interfaces, reason = "a platform that the functions alone are about")]

use core::sync::atomic::AtomicU64;

use lazy_mmu_arm64::{set_pte, set_ptes};
use lazy_mmu_core::{Global, LazyMmuGuard, NoLazyMmu, PauseGuard, Unsettled, lazy_mmu};
use platform::Kernel;

/// A platform whose slot is in the task that SP_EL0 points to. Handlers announce themselves, and
/// reports reach the kernel's log.
mod platform {
    use lazy_mmu_arm64::{Arm64, SpEl0, TaskRegister};
    use lazy_mmu_core::{Platform, Slot, Violation};

    struct Task {
        lazy_mmu: Slot<Arm64>,
    }

    pub struct Kernel;

    unsafe extern "Rust" {
        // SAFETY: nothing here is linked.
        safe fn log(line: &dyn core::fmt::Display);
    }

    impl Platform for Kernel {
        type Arch = Arm64;

        fn in_interrupt() -> bool {
            false
        }

        fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
            // SAFETY: nothing here runs.
            f(&unsafe { SpEl0::current::<Task>() }.lazy_mmu)
        }

        fn report(violation: Violation) {
            log(&violation);
        }
    }
}

/// A section in which nothing is stored.
#[unsafe(no_mangle)]
pub fn enable_and_drop() {
    let _section = LazyMmuGuard::<Kernel>::enable();
}

/// A section in a section.
#[unsafe(no_mangle)]
pub fn nested() {
    let _outer = LazyMmuGuard::<Kernel>::enable();
    let _inner = LazyMmuGuard::<Kernel>::enable();
}

/// A pause, in a section or not.
#[unsafe(no_mangle)]
pub fn pause_and_resume() {
    let _pause = PauseGuard::<Kernel>::pause();
}

/// A store in a section of its own, whose end flushes.
#[unsafe(no_mangle)]
pub fn set_pte_in_a_section(entry: &AtomicU64, descriptor: u64) {
    let _section = LazyMmuGuard::<Kernel>::enable();
    set_pte::<Kernel>(entry, descriptor);
}

/// A store that knows of no section: its caller's, if there is one, defers the barriers.
#[unsafe(no_mangle)]
pub fn set_pte_in_whatever_section(entry: &AtomicU64, descriptor: u64) {
    set_pte::<Kernel>(entry, descriptor);
}

/// A store in a deferring section: its end flushes if the section is alone, and not in a caller's.
#[unsafe(no_mangle)]
#[lazy_mmu(defer, platform = Kernel)]
pub fn set_pte_in_a_deferring_section(entry: &AtomicU64, descriptor: u64) -> Unsettled<(), Kernel> {
    set_pte::<Kernel>(entry, descriptor);
    Unsettled::new(())
}

/// The same store in a kernel without the mode: eager.
#[unsafe(no_mangle)]
pub fn set_pte_without_the_mode(entry: &AtomicU64, descriptor: u64) {
    set_pte::<NoLazyMmu>(entry, descriptor);
}

/// A run of leaves in a section.
#[unsafe(no_mangle)]
pub fn set_ptes_in_a_section(entries: &[AtomicU64], first: u64) {
    let _section = LazyMmuGuard::<Kernel>::enable();
    set_ptes::<Kernel>(entries, first, 4096);
}

/// The mode is off: nothing is left of section, nested section and pause.
#[unsafe(no_mangle)]
pub fn no_lazy_mmu() {
    let outer = LazyMmuGuard::<NoLazyMmu>::enable();
    let _inner = LazyMmuGuard::<NoLazyMmu>::enable();
    let _pause = outer.pause();
}

/// An `Unsettled` is its value, and nothing else.
#[unsafe(no_mangle)]
pub fn unsettled(first: u64, second: u64) -> Unsettled<(u64, u64), Kernel> {
    Unsettled::new(first).zip(Unsettled::new(second))
}

/// A library that knows no kernel: two calls, which link-time optimization inlines.
#[unsafe(no_mangle)]
pub fn enable_and_drop_in_a_library() {
    let _section = LazyMmuGuard::<Global>::enable();
}

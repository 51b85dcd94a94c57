//! What the mode costs on this kernel, in executed instructions, call and return included.
//!
//! The functions are compiled alone, as if a kernel had called them from elsewhere. What is counted is compared with the snapshot, and the
//! snapshot with the table in SPEC.md (`xtask/checks/tests/documents.rs`).
#![no_std]
#![no_main]

use core::arch::asm;
use core::sync::atomic::AtomicU64;

use kernel::{Kernel, PerCpuAsking};
use lazy_mmu_arm64::{Arm64Mode, set_pte, set_ptes};
use lazy_mmu_core::{Global, LazyMmuGuard, Mode, NoLazyMmu, PauseGuard, is_active, lazy_mmu};
use semihosting::println;

kernel::program!(main);

/// Calls a function with up to four arguments, and nothing else, between the marks.
macro_rules! count {
    ($label:literal, $function:path $(, $register:tt = $argument:expr)*) => {
        println!("count: cost {}", $label);
        // SAFETY: the hints do nothing; the function has this ABI and takes these arguments.
        unsafe {
            asm!(
                "hint #0x60",
                "bl {function}",
                "hint #0x61",
                function = sym $function,
                $(inlateout($register) $argument => _,)*
                clobber_abi("C"),
            );
        }
    };
}

/// Counts a store, in a section that one before it has already made to defer.
macro_rules! store_in_a_section {
    ($label:literal, $platform:ty) => {{
        let _section = LazyMmuGuard::<$platform>::enable();
        set_one::<$platform>(&TABLE[0], PAGE);
        assert!(is_active::<$platform>());
        count!($label, set_one::<$platform>, "x0" = &TABLE[1], "x1" = PAGE);
    }};
}

#[inline(never)]
extern "C" fn pair<M: Mode>() {
    let _section = LazyMmuGuard::<M>::enable();
}

#[inline(never)]
extern "C" fn nested_pairs<M: Mode>() {
    let _outer = LazyMmuGuard::<M>::enable();
    let _inner = LazyMmuGuard::<M>::enable();
}

#[inline(never)]
extern "C" fn pause<M: Mode>() {
    let _pause = PauseGuard::<M>::pause();
}

#[inline(never)]
extern "C" fn fill<M: Arm64Mode>(table: &Table, count: usize, first: u64) {
    let _section = LazyMmuGuard::<M>::enable();
    let mut descriptor = first;
    for entry in &table[..count] {
        set_pte::<M>(entry, descriptor);
        descriptor += 4096;
    }
}

#[inline(never)]
extern "C" fn fill_run<M: Arm64Mode>(table: &Table, count: usize, first: u64) {
    let _section = LazyMmuGuard::<M>::enable();
    set_ptes::<M>(&table[..count], first, 4096);
}

#[inline(never)]
extern "C" fn set_one<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64) {
    set_pte::<M>(entry, descriptor);
}

#[inline(never)]
extern "C" fn apply<M: Mode>(table: &Table, count: usize, first: u64, callback: extern "C" fn(&AtomicU64, u64)) {
    let _section = LazyMmuGuard::<M>::enable();
    let mut descriptor = first;
    for entry in &table[..count] {
        callback(entry, descriptor);
        descriptor += 4096;
    }
}

#[inline(never)]
#[lazy_mmu(platform = M)]
extern "C" fn map<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64) {
    set_pte::<M>(entry, descriptor);
}

#[inline(never)]
#[lazy_mmu(defer = given_address, platform = M)]
extern "C" fn map_deferring<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64) {
    set_pte::<M>(entry, descriptor);
}

type Table = [AtomicU64; 512];
static TABLE: Table = [const { AtomicU64::new(0) }; 512];
const PAGE: u64 = 0b11 | 1 << 10 | 1 << 54;

fn main() {
    count!("pair, nothing owed", pair::<Kernel>);
    count!("two nested pairs", nested_pairs::<Kernel>);
    {
        let _section = LazyMmuGuard::<Kernel>::enable();
        count!("pause and resume in a section", pause::<Kernel>);
        count!("pair in a section", pair::<Kernel>);
    }
    count!("a section with a store", map::<Kernel>, "x0" = &TABLE[0], "x1" = PAGE);
    count!("a deferring section with a store", map_deferring::<Kernel>, "x0" = &TABLE[0], "x1" = PAGE);
    {
        let _section = LazyMmuGuard::<Kernel>::enable();
        count!("a section with a store in a section", map::<Kernel>, "x0" = &TABLE[0], "x1" = PAGE);
        count!("a deferring section with a store in a section", map_deferring::<Kernel>, "x0" = &TABLE[0], "x1" = PAGE);
        count!("the same again", map_deferring::<Kernel>, "x0" = &TABLE[0], "x1" = PAGE);
    }
    count!("256 entries, one by one", fill::<Kernel>, "x0" = &TABLE, "x1" = 256, "x2" = PAGE);
    count!("512 entries, one by one", fill::<Kernel>, "x0" = &TABLE, "x1" = 512, "x2" = PAGE);
    count!("256 entries, as a run", fill_run::<Kernel>, "x0" = &TABLE, "x1" = 256, "x2" = PAGE);
    count!("512 entries, as a run", fill_run::<Kernel>, "x0" = &TABLE, "x1" = 512, "x2" = PAGE);
    let callback = set_one::<Kernel> as *const ();
    count!("256 entries, by a callback", apply::<Kernel>, "x0" = &TABLE, "x1" = 256, "x2" = PAGE, "x3" = callback);
    count!("512 entries, by a callback", apply::<Kernel>, "x0" = &TABLE, "x1" = 512, "x2" = PAGE, "x3" = callback);
    store_in_a_section!("an entry in a section", Kernel);
    store_in_a_section!("the same, slot per CPU", PerCpuAsking<false, false>);
    store_in_a_section!("the same, which asks whether it is pinned", PerCpuAsking<true, false>);
    store_in_a_section!("the same, slot per CPU, handlers counted", PerCpuAsking<false, true>);
    store_in_a_section!("the same, handlers counted, which asks whether it is pinned", PerCpuAsking<true, true>);
    count!("pair on NoLazyMmu", pair::<NoLazyMmu>);
    count!("pair on Global", pair::<Global>);
}

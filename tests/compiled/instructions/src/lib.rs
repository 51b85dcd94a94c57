//! Each function of lazy-mmu-arm64 that executes instructions, under a name of its own.
//! `tests/compiled/tests/instructions/` reads the assembly: hosts only record, so no host test sees
//! the instructions that are really executed.
#![no_std]

pub mod aarch64_paging;
// The crate has arm64's entries on arm64 only.
#[cfg(target_arch = "aarch64")]
pub mod page_table_multiarch;

use core::sync::atomic::AtomicU64;

use lazy_mmu_arm64::tlb::user::Asid;
use lazy_mmu_arm64::{
    El1, El2, Level, SpEl0, TaskRegister, TpidrEl1, TpidrEl2, before_root_is_loaded,
    emit_pte_barriers, entries_mut, entry_mut, set_pte, set_ptes, set_table, settle_fault,
    switch_out, tlb, try_set,
};
use lazy_mmu_core::{NoLazyMmu, Unwalked};

/// Defines a function with a name that the assembly keeps.
macro_rules! functions {
    ($($name:ident($($argument:ident: $type:ty),*) $(-> $answer:ty)? $body:block)*) => {$(
        #[doc = stringify!($name)]
        #[unsafe(no_mangle)]
        #[allow(clippy::not_unsafe_ptr_arg_deref, reason = "never called")]
        pub fn $name($($argument: $type),*) $(-> $answer)? $body
    )*};
}

functions! {
    pair() { emit_pte_barriers() }
    // Without the barrier between them the compiler would remove the first of two plain stores, and
    // the load.
    pair_between_plain_accesses(word: *mut u64) -> u64 {
        // SAFETY: never called.
        unsafe { word.write(1) }
        emit_pte_barriers();
        // SAFETY: never called.
        let read = unsafe { word.read() };
        // SAFETY: never called.
        unsafe { word.write(2) }
        read
    }
    context_switch() { switch_out() }
    // Nothing here reads the first store, and the compiler keeps it: others who know the entry may
    // read it.
    plain_entry(entry: &mut u64) {
        *entry = 0;
        set_pte::<NoLazyMmu>(entry_mut(entry), 3);
        *entry = 0;
    }
    plain_run(entries: &mut [u64; 2]) {
        set_ptes::<NoLazyMmu>(entries_mut(entries), 3, 4096);
        *entries = [0; 2];
    }
    unwalked(entry: &AtomicU64) {
        set_pte::<Unwalked>(entry, 3);
        set_table::<Unwalked>(Level::Zero, entry, 3);
    }
    root() { before_root_is_loaded() }
    leaf(entry: &AtomicU64) { set_pte::<NoLazyMmu>(entry, 3) }
    run(entries: &[AtomicU64; 2]) { set_ptes::<NoLazyMmu>(entries, 3, 4096) }
    table(entry: &AtomicU64) { set_table::<NoLazyMmu>(Level::Two, entry, 3) }
    install(entry: &AtomicU64) -> bool { try_set(entry, 3).is_ok() }
    el1_leaf() { tlb::invalidate::<El1>(0, 1, 4096) }
    el1_walk() { tlb::invalidate_walk::<El1>(0, 1, 4096) }
    el1_all() { tlb::invalidate_all::<El1>() }
    el2_leaf() { tlb::invalidate::<El2>(0, 1, 4096) }
    el2_walk() { tlb::invalidate_walk::<El2>(0, 1, 4096) }
    el2_all() { tlb::invalidate_all::<El2>() }
    el1_leaves(count: usize) { tlb::invalidate::<El1>(0, count, 4096) }
    el1_walks(count: usize) { tlb::invalidate_walk::<El1>(0, count, 4096) }
    el2_leaves(count: usize) { tlb::invalidate::<El2>(0, count, 4096) }
    el2_walks(count: usize) { tlb::invalidate_walk::<El2>(0, count, 4096) }
    user_leaves(count: usize) { tlb::user::invalidate(Asid::new(1), 0, count, 4096) }
    user_walks(count: usize) { tlb::user::invalidate_walk(Asid::new(1), 0, count, 4096) }
    user_asid() { tlb::user::invalidate_asid(Asid::new(1)) }
    local_el1_leaves(count: usize) { tlb::local::invalidate::<El1>(0, count, 4096) }
    local_el1_walks(count: usize) { tlb::local::invalidate_walk::<El1>(0, count, 4096) }
    local_el1_all() { tlb::local::invalidate_all::<El1>() }
    local_el2_leaves(count: usize) { tlb::local::invalidate::<El2>(0, count, 4096) }
    local_el2_walks(count: usize) { tlb::local::invalidate_walk::<El2>(0, count, 4096) }
    local_el2_all() { tlb::local::invalidate_all::<El2>() }
    fault(esr: u64, address: u64) -> bool { settle_fault::<NoLazyMmu>(esr, address) }
    task_in_sp_el0() -> u64 {
        // SAFETY: never called.
        *unsafe { SpEl0::current() }
    }
    task_in_tpidr_el1() -> u64 {
        // SAFETY: never called.
        *unsafe { TpidrEl1::current() }
    }
    task_in_tpidr_el2() -> u64 {
        // SAFETY: never called.
        *unsafe { TpidrEl2::current() }
    }
    // Two reads, because the task may be another one by then.
    now_in_sp_el0() -> u64 {
        // SAFETY: never called.
        let before: u64 = *unsafe { SpEl0::current_now() };
        // SAFETY: never called.
        before + *unsafe { SpEl0::current_now::<u64>() }
    }
    switch_in_sp_el0(task: *const u64) {
        // SAFETY: never called.
        unsafe { SpEl0::set_current(task) }
    }
    // Two reads, because the task may be another one by then.
    now_in_tpidr_el1() -> u64 {
        // SAFETY: never called.
        let before: u64 = *unsafe { TpidrEl1::current_now() };
        // SAFETY: never called.
        before + *unsafe { TpidrEl1::current_now::<u64>() }
    }
    switch_in_tpidr_el1(task: *const u64) {
        // SAFETY: never called.
        unsafe { TpidrEl1::set_current(task) }
    }
    // Two reads, because the task may be another one by then.
    now_in_tpidr_el2() -> u64 {
        // SAFETY: never called.
        let before: u64 = *unsafe { TpidrEl2::current_now() };
        // SAFETY: never called.
        before + *unsafe { TpidrEl2::current_now::<u64>() }
    }
    switch_in_tpidr_el2(task: *const u64) {
        // SAFETY: never called.
        unsafe { TpidrEl2::set_current(task) }
    }
}

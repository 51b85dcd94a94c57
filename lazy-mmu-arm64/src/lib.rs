// SPDX-License-Identifier: MIT OR Apache-2.0
//! The arm64 side of the lazy MMU mode: stores of page-table entries, whose barriers a section
//! defers to its end, and TLB invalidation.
//!
//! ```
//! use core::sync::atomic::AtomicU64;
//! use lazy_mmu_arm64::set_pte;
//! use lazy_mmu_core::{Global, lazy_mmu};
//!
//! /// Maps a page for its caller. Called alone: the store, then `dsb ishst; isb`.
//! fn map(entry: &AtomicU64, frame: u64) {
//!     set_pte::<Global>(entry, frame | 0b11); // `Global`: the kernel that this is linked into
//! }
//!
//! #[lazy_mmu] // a section: `map` stores, and its barriers wait
//! fn map_buffer(entries: &[AtomicU64], frames: &[u64]) {
//!     for (entry, frame) in entries.iter().zip(frames) {
//!         map(entry, *frame);
//!     }
//! } // one `dsb ishst; isb`, here
//! ```
//!
//! `dsb ishst; isb` is the *barrier pair*; `lazy_mmu_core` explains the
//! [other words](lazy_mmu_core#words).
//!
//! **Start with the [`guide`]**: it says which kernels need the mode, and has the lines to write
//! for each kind of kernel, in the order of the work.
//!
//! # Find the function for a job
//!
//! | job | function | guide |
//! | --- | --- | --- |
//! | store an entry that was invalid | [`set_pte`] | [`own_tables`](guide::own_tables) |
//! | store a run of them | [`set_ptes`] | [`own_tables`](guide::own_tables) |
//! | link a table | [`set_table`] | [`own_tables`](guide::own_tables) |
//! | install an entry if nobody else has | [`try_set`] | [`own_tables`](guide::own_tables) |
//! | store to tables of plain `u64`s | [`entry_mut`], [`entries_mut`], [`entry_at`] | [`own_tables`](guide::own_tables) |
//! | store by the section's guard, with fewer instructions | [`SectionStores`] | [`sections`](guide::sections) |
//! | store by code of the kernel's own | [`queue_pte_barriers`] or [`emit_pte_barriers`] behind it | [`own_tables`](guide::own_tables) |
//! | clear a live entry, or change its permissions | [`change_pte`], then [`tlb::invalidate`] | [`break_before_make`](guide::break_before_make) |
//! | change a live entry in any other way | [`replace_pte`], [`replace_ptes`], [`split_block`] | [`break_before_make`](guide::break_before_make) |
//! | unlink a table | [`change_pte`] or [`set_table`], then [`tlb::invalidate_walk`] | [`break_before_make`](guide::break_before_make) |
//! | give frames back once no TLB has them | [`tlb::Gather`] | [`break_before_make`](guide::break_before_make) |
//! | invalidate by ASID, or on this CPU alone | [`tlb::user`], [`tlb::local`] | [`break_before_make`](guide::break_before_make) |
//! | boot: build tables that no walker is on, and load the root | [`Unwalked`](lazy_mmu_core::Unwalked), [`before_root_is_loaded`] | [`boot`](guide::boot) |
//! | boot: say what the CPUs have | [`tlb::set_features`], [`tlb::add_cpu`] | [`boot`](guide::boot) |
//! | handle a translation fault | [`settle_fault`] | [`faults`](guide::faults) |
//! | switch tasks | [`switch_out`] | [`switch`](guide::switch) |
//! | find the slot of the current task or CPU | [`SpEl0`], [`TpidrEl1`], [`TpidrEl2`], by [`TaskRegister`] | [`slot`](guide::slot) |
//! | write a hypervisor at EL2 | [`Arm64<El2>`](Arm64), [`El2`] for invalidations | [`slot`](guide::slot) |
//! | let C map memory | [`export_c!`] | [`c_callers`](guide::c_callers) |
//! | keep the page tables of another crate | [`aarch64_paging`], [`page_table_multiarch`] | [`other_crates`](guide::other_crates) |
//! | keep table code that knows no barriers | [`sink`] | [`other_crates`](guide::other_crates) |
//! | write a mapping function for any mode | the bound [`Arm64Mode`] | [`own_tables`](guide::own_tables) |
//! | test mapping code on a host | [`record`] | [`verify`](guide::verify) |
//! | test a port in its kernel | [`conformance`] | [`verify`](guide::verify) |
//!
//! # Features
//!
//! Each adapter is a feature: `aarch64-paging` and `page-table-multiarch`. They need Rust 1.88; the
//! crate without them needs 1.85. Without them it depends on `lazy-mmu-core` alone.
//!
//! # Hosts and other targets
//!
//! The instructions execute on arm64. On a Unix or Windows host that is not arm64 the crate records
//! them ([`record`]). For bare metal of another architecture the crate builds, and executes
//! nothing. On an arm64 host, tests need `--cfg lazy_mmu_record`: there the registers and the
//! invalidations are the host kernel's.
//!
#![cfg_attr(feature = "aarch64-paging", doc = "[`aarch64_paging`]: mod@crate::aarch64_paging")]
#![cfg_attr(
    feature = "page-table-multiarch",
    doc = "[`page_table_multiarch`]: mod@crate::page_table_multiarch"
)]
#![cfg_attr(
    any(lazy_mmu_record, all(not(target_arch = "aarch64"), any(unix, windows))),
    doc = "[`record`]: mod@crate::record"
)]
// Where a module above is missing, its name leads to the section that says why: of two definitions
// the first one counts.
//! [`aarch64_paging`]: #features
//! [`page_table_multiarch`]: #features
//! [`record`]: #hosts-and-other-targets
#![no_std]

#[cfg(feature = "aarch64-paging")]
pub mod aarch64_paging;
mod barrier;
pub mod conformance;
mod cpu;
mod entry;
mod export;
mod fault;
pub mod guide;
mod hooks;
#[cfg(feature = "page-table-multiarch")]
pub mod page_table_multiarch;
mod plain;
mod replace;
mod rules;
mod section;
pub mod sink;
mod task;
pub mod tlb;

pub use barrier::{before_root_is_loaded, emit_pte_barriers, queue_pte_barriers, switch_out};
#[cfg(any(lazy_mmu_record, all(not(target_arch = "aarch64"), any(unix, windows))))]
pub use cpu::record;
pub use entry::{Level, change_pte, set_pte, set_ptes, set_table, try_set};
#[doc(hidden)]
pub use export::__private;
pub use fault::settle_fault;
pub use hooks::Arm64;
pub use plain::entry_at;
#[cfg(target_pointer_width = "64")]
pub use plain::{entries_mut, entry_mut};
pub use replace::{
    replace_pte, replace_pte_deferred, replace_ptes, replace_ptes_deferred, split_block,
    split_block_deferred,
};
pub use rules::{Arm64Backend, Arm64Mode, El1, El2, LinuxEl1, Regime};
pub use section::SectionStores;
pub use task::{SpEl0, TaskRegister, TpidrEl1, TpidrEl2};

/// The package's page, whose example is tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
enum Readme {}

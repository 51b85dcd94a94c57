// SPDX-License-Identifier: MIT OR Apache-2.0
//! The lazy MMU mode for kernels: a section of code defers the barriers of its page-table writes
//! and issues them once, at its end.
//!
//! On arm64, a kernel executes `dsb ishst; isb` after each store that makes a page-table entry
//! valid. This *barrier pair* makes the entry visible to the table walkers, and makes this CPU drop
//! a speculated "no translation". Mapping 4096 pages executes the pair 4096 times. In a section, it
//! is executed once:
//!
//! ```
//! use core::sync::atomic::AtomicU64;
//! use lazy_mmu_arm64::set_pte;
//! use lazy_mmu_core::{Global, lazy_mmu};
//!
//! #[lazy_mmu]
//! fn map_pages(entries: &[AtomicU64], mut descriptor: u64) {
//!     for entry in entries {
//!         set_pte::<Global>(entry, descriptor); // `Global`: the kernel that this is linked into
//!         descriptor += 4096;
//!     }
//! } // one `dsb ishst; isb`, here
//! ```
//!
//! A function that maps a whole range by itself can issue one pair after its loop, and needs no
//! mode. The mode is for pages that are mapped by callees, callbacks and allocators that don't know
//! each other.
//!
//! A section is a guard. It ends when the guard drops, so on every `return`, `?` and panic, and the
//! compiler enforces the pairing. Sections nest, and can be paused. In an interrupt handler a
//! section has no effect: each store there gets its barriers at once.
//!
//! | to do this | use |
//! | --- | --- |
//! | open a section | [`#[lazy_mmu]`](macro@lazy_mmu) on a function, [`section`] with a closure, or [`LazyMmuGuard::enable`] |
//! | write a helper that maps for its callers | [`#[lazy_mmu(defer)]`](macro@lazy_mmu) or [`section_deferred`], and return an [`Unsettled`] |
//! | use a page that was just mapped | [`section_settled`], [`LazyMmuGuard::finish`], [`Unsettled::flush`] or [`flush`] |
//! | have every store take effect at once | [`#[lazy_mmu(pause)]`](macro@lazy_mmu), [`paused`], [`LazyMmuGuard::pause`] |
//! | leave in the middle, to unlock and sleep | [`LazyMmuGuard::suspend`] |
//! | fill tables that no walker reads yet | the mode [`Unwalked`] |
//! | port the mode to a kernel | [`Platform`], [`Slot`] and [`set_platform!`] |
//! | write a backend for an architecture | [`Arch`], with [`defer`] or [`with_active`]; then run [`conformance`] |
//! | test a library, or build without the mode | [`NoLazyMmu`] |
//! | call from C | [`export_c!`], [`raw`] |
//! | see what happens | [`Platform::trace`] and [`Event`]; [`Platform::report`] and [`Reports`] |
//! | understand a message of the linker, the compiler or the kernel's log | [`troubleshooting`] |
//!
//! # For code that maps
//!
//! Put `#[lazy_mmu]` on the outermost function that maps, and on a function that uses what it maps.
//! The end of such a section flushes (it issues the deferred barriers), inside another section too,
//! because its caller may use the pages. So don't put it on a helper that maps one page: it defeats
//! the section around it.
//!
//! Put `#[lazy_mmu(defer)]` on helpers that store several entries for their callers. A helper that
//! stores a single entry needs no section. Called alone, a helper issues one barrier pair at its
//! end. In its caller's section it issues none, however it ends, and the caller's section flushes
//! once for all helpers. A helper that chooses the address returns it in an [`Unsettled`], because
//! a bare address doesn't show that it may not be used yet:
//!
//! ```
//! use lazy_mmu_core::{Global, Unsettled, lazy_mmu, section_settled};
//!
//! struct OutOfFrames;
//!
//! /// Maps pages at an address that it chooses.
//! #[lazy_mmu(defer)]
//! fn vmap(pages: u64) -> Result<Unsettled<u64, Global>, OutOfFrames> {
//!     let address = 0xffff_e000_0000_0000;
//!     // … reserve addresses, and store an entry for each page …
//! #   _ = pages;
//!     Ok(Unsettled::new(address))
//! }
//!
//! /// Its caller chose the address, so the return type could hide nothing.
//! #[lazy_mmu(defer = given_address)]
//! fn map_at(address: u64) -> Result<(), OutOfFrames> {
//!     // … store an entry …
//! #   _ = address;
//!     Ok(())
//! }
//!
//! /// A helper of helpers defers too. It leaves to its caller what it doesn't use itself.
//! #[lazy_mmu(defer)]
//! fn with_a_spare_page(pages: u64) -> Result<Unsettled<u64, Global>, OutOfFrames> {
//!     vmap(1)?.leave();
//!     vmap(pages)
//! }
//!
//! fn two_buffers() -> Result<(u64, u64), OutOfFrames> {
//!     section_settled::<Global, _>(|_mmu| {
//!         map_at(0xffff_d000_0000_0000)?;
//!         Ok(vmap(1)?.zip(with_a_spare_page(4)?)) // neither address can be used here
//!     }) // one `dsb ishst; isb` for all of them
//! }
//! # lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
//! # fn main() { assert!(two_buffers().is_ok()); }
//! ```
//!
//! A function in the middle that uses a page itself flushes first: `vmap(1)?.flush()`. A callback,
//! or any callee that its caller can't see, has three cheap ways to use what it maps before its
//! caller's section ends: a plain section of its own, [`flush`], or a pause.
//!
//! # For a library
//!
//! A crate that knows no kernel writes `#[lazy_mmu]`, or [`section::<Global, _>(…)`](section), and
//! the final kernel decides which platform [`Global`] stands for. Each test, doc test, example and
//! benchmark of the library is a program of its own, and registers [`NoLazyMmu`]: see
//! [`set_platform!`](set_platform#in-a-librarys-tests).
//!
//! # For a kernel
//!
//! A port is three steps, and [`Platform`](Platform#examples) shows them:
//!
//! 1. a [`Slot`] in the task structure, or in a per-CPU variable;
//! 2. the kernel's `impl` [`Platform`];
//! 3. [`set_platform!`], once among all crates that are linked together.
//!
//! For arm64, the module `lazy_mmu_arm64::guide` has everything else: boot, context switches,
//! handlers and faults. In the kernel itself, `#[lazy_mmu(platform = MyKernel)]` is inlined, where
//! the plain form calls a linked function. A mapping function that is generic over its mode takes
//! an `M:` [`Mode`], or on arm64 an `M: Arm64Mode`.
//!
//! # Promises
//!
//! The architecture defines "taken effect". On arm64, a write has taken effect when it is
//! *settled*: visible to every table walker of the inner-shareable domain, and synchronised on this
//! CPU.
//!
//! 1. When a section has ended, every earlier page-table write of its context has taken effect. The
//!    one exception is a [deferring section](DeferringGuard) inside another section.
//! 2. In a [pause](PauseGuard), every store has taken effect when its setter returns.
//! 3. Guards may drop in any order: any number of sections, and up to 255 pauses. After the last
//!    drop, all counters are 0 and nothing is deferred.
//! 4. A [handler](Slot::interrupt) leaves the interrupted task's counters as it found them. The
//!    task's deferred stores stay deferred or are flushed. The handler's own stores take effect at
//!    once.
//! 5. Counters stop at their ends, and the mode then does what is safe. A section inside 255 others
//!    doesn't count, and still flushes at its end. A pause inside 255 others sticks: its slot is
//!    eager until it is [retired](Slot::retire).
//! 6. Each broken promise *to* the mode is reported once for a slot and [kind](ViolationKind). A
//!    [`Slot::irq_enter`] or [`Slot::irq_exit`] without the other isn't seen.
//! 7. The task can always [`flush`] what it deferred: after any leak, any order of drops, any depth
//!    of handlers, and after a `report` or `trace` that unwound.
//!
//! # Safety
//!
//! Making a guard is safe, and leaking one is possible, as with all guards in Rust: see
//! [`LazyMmuGuard`](LazyMmuGuard#leaks). [`raw`] is `unsafe`, because an unpaired call breaks
//! somebody else's pairing. [`Platform`] and [`Arch`] are safe traits, and a wrong implementation
//! makes the mode misbehave. So memory safety must not depend on the mode alone: the unsafe code of
//! a kernel that maps memory justifies its accesses with the mode and without it.
//!
//! # Limits
//!
//! * The end of a section synchronises *this* CPU. Another CPU that is told of the mapping needs a
//!   context synchronisation after the load that told it, or on arm64
//!   `lazy_mmu_arm64::settle_fault`. A CPU that is handed the address itself needs neither
//!   (`lazy_mmu_arm64::emit_pte_barriers`).
//! * With a slot per CPU, preemption is off for the whole section. With a slot per task, a section
//!   may sleep and migrate.
//!
//! # Words
//!
//! | word | meaning |
//! | --- | --- |
//! | section | code between the begin and the end of the mode: a guard, a closure or `#[lazy_mmu]` |
//! | outermost section | a section with no other section open around it |
//! | deferring section | a section whose end leaves its flush to the section around it, if there is one: `#[lazy_mmu(defer)]` |
//! | pause | code in which every store takes effect at once, in a section or not |
//! | context | a task, or a handler that runs on top of it |
//! | barrier pair | arm64's `dsb ishst; isb` |
//! | deferred | said of a barrier that isn't issued yet. Linux says pending |
//! | flush | issue the deferred barriers now, and stay in the mode |
//! | eager | said of a store that is followed by its barriers at once |
//! | settled | visible to the walkers, and synchronised on this CPU |
//! | walker | the MMU's table walk |
//! | slot | the place of a task's or CPU's counters: E, the open sections, and P, the open pauses |
//! | platform | a kernel's `impl Platform` |
//! | mode | a type that implements [`Mode`]: a platform, [`Global`], [`NoLazyMmu`] or [`Unwalked`] |
//! | backend | an architecture's `impl Arch` |
//! | handler | code that interrupts a task: for an interrupt, FIQ, NMI, SError or debug exception; also a served softirq |
//!
//! # Features
//!
//! `macros`, on by default, adds the attribute [`#[lazy_mmu]`](macro@lazy_mmu), and with it `syn`,
//! `quote` and `proc-macro2`. The only other dependency is `scopeguard`. The crate is `no_std`,
//! allocates nothing, and needs Rust 1.85 or newer.
#![cfg_attr(
    not(feature = "macros"),
    allow(rustdoc::broken_intra_doc_links, reason = "there is no attribute to link to")
)]
#![no_std]
#![deny(unsafe_code)]

/// The page of the package, whose example is a test too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

// In the order of their dependencies: each part uses only those above it. The exception is
// `Platform`, whose `with_slot` hands out a slot.

// A kernel and its architecture.
mod arch; // the architecture's hooks: a section begins, ends or flushes
mod platform; // the questions that the mode asks the kernel
mod report; // the reports that the kernel gets of broken promises
mod trace; // the events that the kernel may trace

mod unwind; // code that runs at the end of something, also on unwinding

// The state.
mod slot; // one 32-bit word for a task or a CPU, and how each call changes it

// The operations.
mod context; // how a platform runs an operation: pin, ask for a handler, find the slot
mod global; // how a library that knows no kernel reaches the platform that registered
mod mode; // the operations, and two modes without state

// Their callers.
mod export; // the names that C calls
mod guard; // sections, pauses, and results that may not be settled yet
pub mod raw; // four calls without guards, for C

// The tests.
mod assertions; // at compile time
pub mod conformance; // on a backend's own target

pub mod troubleshooting; // the page docs/troubleshooting.md: messages, and their remedies

pub use arch::Arch;
pub use platform::Platform;
pub use report::{Counts, Violation, ViolationKind};
#[cfg(target_has_atomic = "32")]
pub use report::{Report, Reports};
pub use trace::{Call, Event, Hook};

pub use slot::{InterruptGuard, Slot};

pub use context::with_active;
pub use global::{__private, Global};
pub use mode::{Mode, NoLazyMmu, Unwalked, defer, defer_or_else, flush, is_active};

pub use guard::{DeferringGuard, Defers, LazyMmuGuard, PauseGuard, Settle, Unsettled};
pub use guard::{paused, section, section_deferred, section_settled};
#[cfg(feature = "macros")]
pub use lazy_mmu_macros::lazy_mmu;

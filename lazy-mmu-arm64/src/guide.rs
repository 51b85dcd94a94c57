// SPDX-License-Identifier: MIT OR Apache-2.0
//! Put the mode into your kernel: the lines to write, in the order of the work.
//!
//! You have an arm64 kernel in Rust that stores page-table entries. Each store that makes an entry
//! valid needs `dsb ishst; isb`, the *barrier pair*. At the end of this guide, the code in a
//! *section* issues one pair for all of its stores, a range of unmapped pages takes one
//! invalidation, and two test suites have passed in the kernel.
//!
//! Each page has one job. It says what you have before it and after it, and its code compiles.
//!
//! | step | pages |
//! | --- | --- |
//! | 0. Decide | [`decide`]: do you need the mode, and what does it save? |
//! | 1. Choose where the slot is, and write the `Platform` | [`slot`], then [`task_slot`], [`cpu_slot`] or [`async_kernel`] |
//! | 2. Store and invalidate by this crate's functions | [`own_tables`] and [`break_before_make`], and [`recursive_tables`] if an entry of your root table leads to the root; or [`other_crates`] |
//! | 3. Put sections around many stores | [`sections`]; [`library`] for a crate that knows no kernel |
//! | 4. Add the calls for boot, handlers, switches and faults | [`boot`], [`handlers`], [`switch`], [`faults`]; [`c_callers`] if C maps too |
//! | 5. Check the port | [`calls`]: each call, and when you must make it; [`verify`]: how to see that the port works |
//!
//! Step 2 alone makes unmapping and protecting cheaper, if your kernel invalidates page by page:
//! one call invalidates a range. If it invalidates everything, other translations now stay. Mapping
//! gets cheaper by step 3: until a section is around many stores, each page has a pair of its own.
//!
//! In the repository, three whole kernels follow this guide. `examples/first-kernel` is the
//! smallest, to read and to copy. The others are `tests/kernels/arm64/src/unikernel.rs` and
//! `async_kernel.rs` beside it. `docs/kernels.md` has what they execute before and after.

pub mod async_kernel;
pub mod boot;
pub mod break_before_make;
pub mod c_callers;
pub mod calls;
pub mod cpu_slot;
pub mod decide;
pub mod faults;
pub mod handlers;
pub mod library;
pub mod other_crates;
pub mod own_tables;
pub mod recursive_tables;
pub mod sections;
pub mod slot;
pub mod switch;
pub mod task_slot;
pub mod verify;

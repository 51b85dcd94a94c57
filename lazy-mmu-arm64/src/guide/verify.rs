// SPDX-License-Identifier: MIT OR Apache-2.0
//! See that the port works: debug assertions, reports, two suites, and barriers that are counted.
//!
//! You have a kernel with the mode. After this page you have seen that it defers what it should,
//! and loses nothing.
//!
//! # The checklist
//!
//! | what to do | what it finds |
//! | --- | --- |
//! | boot a build with debug assertions | a setter over a live entry; one leaf of a contiguous run that changes alone; a register that no `set_current` has set; a backend that leaves something deferred |
//! | print [`Reports`](lazy_mmu_core::Reports) in the idle loop | sections and handlers whose begin or end is missing, tasks that end or switch in a section |
//! | run [`lazy_mmu_core::conformance`] in the kernel | faults of the port's slots, tasks and handlers |
//! | run [`conformance`](crate::conformance) in the kernel | faults of its page tables, its fault handler and its instructions |
//! | count the barriers of one job | a section that defers nothing, or a helper that flushes in it |
//! | test mapping code on a host, by [`record`] | a wrong sequence, without a kernel |
//! | read [`calls`](super::calls) once more | a call that is missing; tests don't find a missing `switch_out` |
//!
//! QEMU shows every store to walkers at once, and empties its TLB more often than a CPU. So it
//! shows what is executed and that pages are mapped, and can't show that a barrier was needed.
//!
//! # Print the reports
//!
//! ```
//! use lazy_mmu_core::{Reports, Violation};
//! # struct MyKernel;
//!
//! static REPORTS: Reports = Reports::new();
//!
//! # impl MyKernel {
//! /// In `impl Platform for MyKernel`. It may run under a lock or in an NMI, so it must not print.
//! fn report(violation: Violation) {
//!     REPORTS.remember(violation);
//! }
//! # }
//!
//! /// In the idle loop.
//! fn print_reports() {
//!     while let Some(report) = REPORTS.take() {
//!         println!("{report}"); // the kernel's log
//!     }
//! }
//! # let _: fn(Violation) = MyKernel::report;
//! # print_reports();
//! ```
//!
//! To watch the mode work, print the [`Event`](lazy_mmu_core::Event)s that
//! [`Platform::trace`](lazy_mmu_core::Platform::trace) gets: each call that moved a counter, and
//! the hook that it reached. The code that prints them must not map memory.
//!
//! # Run the two suites
//!
//! Run them in a task outside any section, with a stack for 512 guards, in a build with debug
//! assertions. They print KTAP to any [`fmt::Write`](core::fmt::Write), a line for each claim.
//!
//! The first suite stores to entries of pages that are not mapped, and runs in the kernel's own
//! tasks and handlers:
//!
//! ```
//! # use core::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
//! use lazy_mmu_arm64::{El1, change_pte, set_pte, tlb};
//! use lazy_mmu_core::conformance::{self, Recorder, Subject};
//! # use lazy_mmu_core::{Platform, Slot};
//! # use lazy_mmu_arm64::Arm64;
//! # struct MyKernel;
//! # static SLOT: Slot<Arm64> = Slot::new(());
//! # impl Platform for MyKernel {
//! #     type Arch = Arm64;
//! #     fn in_interrupt() -> bool { HANDLER_RUNS.load(Relaxed) }
//! #     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R { f(&SLOT) }
//! # }
//! # static HANDLER_RUNS: AtomicBool = AtomicBool::new(false);
//! # static ENTRIES: [AtomicU64; 256] = [const { AtomicU64::new(0) }; 256];
//! # const LEAF: u64 = 3;
//! # fn entry(number: u32) -> &'static AtomicU64 { &ENTRIES[number as usize] }
//! # fn address(number: u32) -> u64 { u64::from(number) * 4096 }
//! # fn raise_interrupt(handler: fn()) {
//! #     HANDLER_RUNS.store(true, Relaxed);
//! #     handler();
//! #     HANDLER_RUNS.store(false, Relaxed);
//! # }
//!
//! /// The port, seen by the suite.
//! struct Port;
//!
//! impl Subject for Port {
//!     type Platform = MyKernel;
//!     const TRACES: bool = false; // the kernel's `trace` and `report` stay its own
//!     const REPORTS: bool = false;
//!
//!     fn recorder() -> &'static Recorder {
//!         static RECORDER: Recorder = Recorder::new();
//!         &RECORDER
//!     }
//!
//!     fn store(number: u32) {
//!         change_pte(entry(number), 0); // from the last time
//!         tlb::invalidate::<El1>(address(number), 1, 4096);
//!         set_pte::<MyKernel>(entry(number), LEAF);
//!     }
//!
//!     fn in_interrupt(handler: fn()) {
//!         raise_interrupt(handler); // a real one, and at once, as there are thousands
//!     }
//! }
//!
//! # fn console() -> String { String::new() }
//! let mut console = console();
//! let summary = conformance::run::<Port>(&mut console).expect("the console takes everything");
//! assert!(summary.is_conformant());
//! ```
//!
//! The suite makes mistakes on purpose: a section too many, a pause too many, and a task that ends
//! in a section. With `REPORTS = false` they are in the kernel's log, so empty it afterwards.
//!
//! `Subject` has other functions, such as `in_other_slot` and `has_settled`, which let the suite
//! test more. It skips a claim that it can't test, and says so.
//!
//! The second suite needs four pages of scratch, and functions that read and write and may fault:
//!
//! ```
//! use lazy_mmu_arm64::El1;
//! use lazy_mmu_arm64::conformance::{self, Scratch, Subject};
//! # use lazy_mmu_core::NoLazyMmu as MyKernel;
//! # use core::sync::atomic::AtomicU64;
//! # static ENTRIES: [AtomicU64; 4] = [const { AtomicU64::new(0) }; 4];
//! # const fn scratch_pages() -> Scratch {
//! #     Scratch {
//! #         address: 0x1000,
//! #         page_size: 4096,
//! #         entries: &ENTRIES,
//! #         leaves: [0x1003, 0x2003],
//! #         read_only: 0x1083,
//! #         link: None,
//! #     }
//! # }
//! # fn read_or_fault(_: u64) -> Option<u64> { None }
//! # fn write_or_fault(_: u64, _: u64) -> bool { false }
//!
//! struct Port;
//!
//! impl Subject for Port {
//!     type Mode = MyKernel;
//!     type Regime = El1;
//!
//!     fn scratch() -> Scratch {
//!         scratch_pages() // entries, descriptors and addresses that nobody else uses
//!     }
//!
//!     fn read(address: u64) -> Option<u64> {
//!         read_or_fault(address) // `None`: it faulted, and the handler didn't retry
//!     }
//!
//!     fn write(address: u64, value: u64) -> bool {
//!         write_or_fault(address, value)
//!     }
//! }
//!
//! fn test_port(console: &mut impl core::fmt::Write) {
//!     let summary = conformance::run::<Port>(console).expect("the console takes everything");
//!     assert!(summary.is_conformant());
//! }
//! # assert_eq!(Port::scratch().entries.len(), 4);
//! ```
//!
//! These accesses are no fixups of the kernel. The fault handler first asks
//! [`settle_fault`](crate::settle_fault) about them, and skips the instruction only if the answer
//! is `false`: the suite tests that the handler retries.
//!
//! If the port provides `Subject::step`, which single-steps a function, the suite also checks which
//! barriers are executed. In the repository, `tests/kernels/arm64/src/bin/` has a subject of each
//! to copy: `a_port_passes_the_conformance_suite_with_its_own_tasks_and_handlers.rs` and
//! `a_port_passes_the_arm64_suite.rs`.
//!
//! # Count the barriers of a job
//!
//! A plugin of QEMU counts from outside the guest, so the count doesn't depend on the kernel's own
//! code. The repository has one, the package `count-plugin`; its manifest names the feature that a
//! newer QEMU needs. Put the job between its marks, which do nothing elsewhere:
//!
//! ```text
//! asm!("hint #0x60"); map_64_pages(); asm!("hint #0x61");
//!
//! qemu-system-aarch64 … -accel tcg,thread=single -plugin libcount_plugin.so,out=counts
//! ```
//!
//! Each region appends a line to `counts`: `instructions=… dsb=… dsb_ishst=… isb=… dmb=… tlbi=…
//! sfence=…`. Expect one DSB and one ISB for a section, whatever it maps. Interrupt it by a handler
//! that maps, and expect one more: with none, the handler has not announced itself. A pair for each
//! page says that no section is open around the stores, or that a helper carries a plain
//! `#[lazy_mmu]`.
//!
//! # Test mapping code on a host
//!
//! Where the crate [records](crate#hosts-and-other-targets) instructions in place of executing
//! them, a test compares the record with what it expects:
//!
//! ```
//! use core::sync::atomic::AtomicU64;
//! use lazy_mmu_arm64::record::{self, Instruction};
//! use lazy_mmu_arm64::set_ptes;
//! use lazy_mmu_core::NoLazyMmu;
//!
//! let entries = [const { AtomicU64::new(0) }; 2];
//! set_ptes::<NoLazyMmu>(&entries, 0x1003, 4096);
//! let barriers: Vec<_> = record::take()
//!     .into_iter()
//!     .filter(|instruction| !matches!(instruction, Instruction::Store { .. }))
//!     .collect();
//! assert_eq!(barriers, [Instruction::DsbIshst, Instruction::Isb]);
//! ```
//!
//! [`record`]: crate#hosts-and-other-targets

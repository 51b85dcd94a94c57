// SPDX-License-Identifier: MIT OR Apache-2.0
//! Put the slot into a per-CPU variable without a pin, in a kernel that polls tasks on one stack.
//!
//! You have an executor that nothing preempts in the kernel ([`slot`](super::slot)). After this
//! page the kernel has its `impl Platform`, and each poll is checked for a section that it left
//! open.
//!
//! An executor runs a task until its poll returns, and nothing preempts it in the kernel. So the
//! slot of the CPU is the running task's until then, and `pin` has nothing to do. A section must
//! end before its task yields, and `switching` after each poll reports one that did not.
//!
//! ```
//! use lazy_mmu_arm64::Arm64;
//! use lazy_mmu_core::{Platform, Reports, Slot, Violation, lazy_mmu};
//!
//! pub struct CpuLocal {
//!     lazy_mmu: Slot<Arm64>,
//!     // …
//! }
//!
//! static CPUS: [CpuLocal; 4] = [const { CpuLocal { lazy_mmu: Slot::new(()) } }; 4];
//!
//! pub struct MyKernel;
//!
//! impl Platform for MyKernel {
//!     type Arch = Arm64;
//!
//!     // `pin` and `unpin` stay empty.
//!
//!     #[inline]
//!     fn in_interrupt() -> bool {
//!         // Handlers announce themselves: `let _handler = cpu().lazy_mmu.interrupt::<MyKernel>();`
//!         false
//!     }
//!
//!     #[inline]
//!     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
//!         f(&cpu().lazy_mmu)
//!     }
//!
//!     fn report(violation: Violation) {
//!         REPORTS.remember(violation); // the idle loop prints what `REPORTS.take()` hands out
//!     }
//! }
//!
//! /// `report` may run under a lock, or in an NMI, where a log must not.
//! static REPORTS: Reports = Reports::new();
//!
//! lazy_mmu_core::set_platform!(MyKernel);
//!
//! /// A turn of the executor.
//! fn turn(poll: impl FnOnce()) {
//!     poll();
//!     cpu().lazy_mmu.switching::<MyKernel>();
//! }
//!
//! /// A system call: its section is in a plain function.
//! async fn mmap() {
//!     map();
//!     // … await what the disk reads …
//! }
//!
//! #[lazy_mmu]
//! fn map() {
//!     // … store entries …
//! }
//!
//! /// With one CPU. With more, `TpidrEl1::current_now` finds the CPU's variables.
//! fn cpu() -> &'static CpuLocal {
//!     &CPUS[0]
//! }
//! # turn(|| {
//! #     let task = core::pin::pin!(mmap());
//! #     let _ = task.poll(&mut core::task::Context::from_waker(core::task::Waker::noop()));
//! # });
//! ```
//!
//! # A task that changes its CPU
//!
//! There is no `switch_out`: between two polls no section is open, so nothing is deferred, and no
//! invalidation is in flight.
//!
//! An executor that takes a task from another CPU must execute an `isb`: this CPU may have
//! speculated "no translation" for what the task has mapped. The `isb` must come after the load by
//! which the executor got the task, and after a branch on what it loaded. A lock or a queue has
//! such a branch.
//!
//! # Invalidations of a process
//!
//! [`tlb::user`](crate::tlb::user) has no ISB, as the exception return to EL0 synchronises. An
//! executor may poll another task of the process before that. If your kernel itself uses addresses
//! of a process, execute an `isb` after `tlb::user`, and before the frames are freed.
//!
//! # A section across an `.await`
//!
//! The compiler refuses a guard across an `.await` in a future that must be `Send`. An executor of
//! a single CPU also takes futures that aren't `Send`. There it compiles, and the section goes on
//! in the next task. `switching` finds that at run time, and clippy finds it before, with the
//! `clippy.toml` of [`troubleshooting`](lazy_mmu_core::troubleshooting#lints).
//!
//! `#[lazy_mmu]` itself refuses an `async fn`.
//!
//! Next: [`own_tables`](super::own_tables), or [`other_crates`](super::other_crates).

// SPDX-License-Identifier: MIT OR Apache-2.0
//! Decide whether your kernel needs the mode.
//!
//! You have a kernel that maps memory. After this page you know whether a section saves barriers in
//! it, and which other call you need if it doesn't.
//!
//! # When a section saves barriers
//!
//! On arm64, a store that makes a page-table entry valid needs `dsb ishst; isb` before anybody uses
//! the page. **A section helps where functions that don't know of each other map the pages**:
//! callees, callbacks, allocators, a `map(page, frame)` in somebody's loop. Each of them issues the
//! pair, because none knows that another page follows. A section around them issues it once.
//!
//! # You may not need it
//!
//! | your kernel | what to do |
//! | --- | --- |
//! | one function maps the whole range in a loop | Issue one pair behind the loop; you may have that already. [`set_ptes`] outside a section is the same |
//! | uses each page before it maps the next | A section saves nothing: each use needs a flush |
//! | unmaps and protects pages, and maps few | Only mapping from invalid to valid gets cheaper. Change all entries first, then call [`tlb::invalidate`] once for the range: that saves the barriers, without a section |
//! | changes live entries in other ways, such as copy on write | Use [`replace_pte`], which breaks, invalidates, makes and settles at once. A section saves nothing |
//! | builds tables that aren't loaded yet | Map in the mode [`Unwalked`], which emits nothing, and order everything once: [`boot`](super::boot) |
//! | isn't for arm64 | Use `lazy-mmu-core` with an [`Arch`](lazy_mmu_core::Arch) of your own; in the repository, `examples/` has two. On x86 a fresh mapping needs no barrier at all |
//! | has one CPU | You still need the pair, see below |
//!
//! # One CPU needs the pair, too
//!
//! The pair isn't about other CPUs alone. The table walker of the same CPU may read an entry before
//! the CPU's own store reaches it: the DSB waits for the store. The CPU may also have speculated
//! "no translation" for the page: the ISB drops that.
//!
//! Some kernels emit nothing for a fresh leaf, and fault now and then on a CPU that has speculated
//! "no translation". In the port each page, or a section of pages, issues the pair that was
//! missing. So compare the port with a kernel that has the barriers it needs.
//!
//! # What it saves
//!
//! In barriers: for `n` pages that callees map one by one, `n` pairs become one.
//!
//! In time: the only figures on silicon that we know of are Linux's, which defers the same barriers
//! by the same mode. `test_vmalloc` timed `vmalloc`, with pages of 4 KiB and no huge mappings, in
//! ten runs of 500,000 calls. A call allocates its pages as well as it maps them. A cell is the
//! change in time, and a negative one is faster:
//!
//! | pages in a call | 1 | 4 | 16 | 64 | 256 | 512 |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | Apple M2 | +2.1 % (within noise) | −9.9 % | −25.1 % | −29.4 % | −31.5 % | −32.0 % |
//! | Ampere Altra | +1.8 % (within noise) | −4.8 % | −14.2 % | −19.3 % | −20.6 % | −20.0 % |
//!
//! The same source has a loss: `vm_map_ram` of a single page changes by +5.1 % (within noise) and
//! +6.6 %. So expect no gain for one page, and a fifth to a third of such a call from 64 pages on.
//!
//! The repository has a program that measures your own CPU (`docs/time.md`).
//!
//! (Source: "Perf improvements for hugetlb and vmalloc on arm64", cover letter of version 4, April
//! 2025; merged into Linux as commits 44562c71e2cf and 5fdd05efa1cd.)
//!
//! # What it costs
//!
//! * A section of one page executes more instructions than an eager store, and the same barriers.
//! * The kernel carries a slot for each task or CPU, and makes the calls of
//!   [`calls`](super::calls).
//! * Pages that a section maps can't be used before it ends or flushes. The compiler helps with
//!   addresses that a function chooses, by [`Unsettled`](lazy_mmu_core::Unsettled).
//!
//! To build a kernel without the mode, define a type alias, of the platform or, behind a `cfg`, of
//! [`NoLazyMmu`](lazy_mmu_core::NoLazyMmu), and name the alias everywhere. The slot, and the calls
//! that take it, go behind the same `cfg`.
//!
//! Next: [`slot`](super::slot).
//!
//! [`replace_pte`]: crate::replace_pte
//! [`set_ptes`]: crate::set_ptes
//! [`tlb::invalidate`]: crate::tlb::invalidate
//! [`Unwalked`]: lazy_mmu_core::Unwalked

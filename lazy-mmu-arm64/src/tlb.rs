// SPDX-License-Identifier: MIT OR Apache-2.0
//! TLB invalidation: the barriers and invalidations that a changed live entry needs, at once. Never
//! deferred on arm64.
//!
//! Each function of this page but [`repeat`] is one whole sequence,
//! `dsb ishst; tlbi …is; dsb ish; isb`; [`user`] leaves out the ISB and settles nothing, and
//! [`local`] reaches this CPU alone. The stores before it reach the walkers, and old translations
//! are gone on every CPU of the inner-shareable domain when it returns. It contains the barrier
//! pair, so the stores before it are settled.
//!
//! | change | function |
//! | --- | --- |
//! | live leaves changed or cleared | [`invalidate`]; scattered ones: [`invalidate_each`] |
//! | the same and tables together, with frames to be given back | [`Gather`] |
//! | a table unlinked, before it is freed or linked elsewhere | [`invalidate_walk`] |
//! | too many or unknown changes | [`invalidate_all`] |
//! | leaves of user space, or a table of one ASID | [`user::invalidate`], [`user::invalidate_walk`] |
//! | an address space is gone, its ASID is to be used again | [`user::invalidate_asid`] |
//! | entries that no other CPU can hold (boot, a slot for each CPU) | [`local`] |
//! | somebody else's code has issued `tlbi …is; dsb ish` | [`repeat`] behind it |
//!
//! Some changes of a live entry take break-before-make: store an invalid entry, invalidate, store
//! the new one. Those of permissions do not; those of the memory type, shareability or cacheability
//! do, of the output address (if the old or the new entry is writable, or the contents differ), of
//! the block size or the contiguous bit (unless FEAT_BBM says otherwise), and a global entry over
//! others. (Arm Architecture Reference Manual for A-profile, "Using break-before-make when updating
//! translation table entries".)
//!
//! # Features
//!
//! Call [`set_features`] at boot and [`add_cpu`] for each further CPU, as [`Features`] shows. Until
//! then each leaf takes an operation, and each call takes one more TLBI and DSB for errata that the
//! CPU may not have: the safe side.
//!
//! With FEAT_TLBIRANGE a run below 4 GiB takes one to five operations, and one for lengths such as
//! 16, 64, 512 and 4096 pages; QEMU computes the length of a range in 32 bits, so none is longer.
//! The size of a page is read from TCR_ELx at each use. Under LPA2 (TCR_ELx.DS = 1) no ranges are
//! used. Level hints (FEAT_TTL) are not given: a wrong one need invalidate nothing.
//!
//! From the [bound](Features::with_bound) on everything is invalidated instead, as Linux does.
//!
//! # Errata
//!
//! On some CPUs a broadcast invalidation may complete before writes through the old translation are
//! observed (CVE-2025-10263), or before it is done at all. There one more TLBI and DSB follows:
//! `…; dsb ish; tlbi vale1is, xzr; dsb ish; isb`. The CPU that *writes* is the one affected, so if
//! one CPU of a system is on the list, all do it.
//!
//! * CVE-2025-10263, all revisions: Cortex-A76, A76AE, A77, A78, A78AE, A78C, A710, X1, X1C, X2,
//!   X3, X4, X925; C1-Ultra, C1-Premium; Neoverse N1, N2, V1, V2, V3, V3AE; Microsoft Azure Cobalt
//!   100; NVIDIA Olympus.
//! * Older ones: Cortex-A55 (2441007), Cortex-A510 to r1p1 (2441009), Qualcomm Falkor v1 and Kryo
//!   (E1009), Kryo 4xx Gold (1286807).
//!
//! # What QEMU does not show
//!
//! QEMU ignores ASIDs and level hints, empties its whole TLB for a range of more than a few pages,
//! and has no erratum. A wrong operand passes there, so the operands are decoded in unit tests, and
//! the sequences are put to a model of the MMU.

mod errata;
mod features;
mod gather;
mod granule;
pub mod local;
mod run;
mod sequence;
pub mod user;

pub use features::{Features, add_cpu, set_features};
pub use gather::Gather;
pub(crate) use granule::Granule;

use run::Run;
use sequence::{Broadcast, Sequence, accept, everything, mend, one};

use crate::rules::Regime;

/// Invalidates `count` live leaves that were changed or cleared, from the one that maps `address`
/// on.
///
/// `size` is what one *descriptor* maps, in bytes. The contiguous bit does not widen what an
/// operation removes (R_LQLSD), so a run of 16 contiguous pages of 4 KiB is 16 leaves of 4096
/// bytes.
///
/// Last-level entries only: what is cached of the walk to them stays. Before a *table* is freed or
/// linked elsewhere, use [`invalidate_walk`].
///
/// # Panics
///
/// If `size` is not a power of two of at least 4096, or if the leaves do not fit into the address
/// space. Everything is invalidated then.
#[track_caller]
pub fn invalidate<R: Regime>(address: u64, count: usize, size: u64) {
    one::<Broadcast<R>, false>(0, address, count, size);
}

/// Invalidates leaves and the walk to them: a live table entry was cleared, so the table may be
/// freed after this. It mapped `count` leaves of `size` bytes, from the one at `address` on.
///
/// A `count` of 0 stands for a table without valid entries, or whose leaves were invalidated
/// before: one operation removes the entry that linked it.
///
/// # Panics
///
/// As [`invalidate`].
#[track_caller]
pub fn invalidate_walk<R: Regime>(address: u64, count: usize, size: u64) {
    one::<Broadcast<R>, true>(0, address, count, size);
}

/// Invalidates the live leaves that map these addresses, each of `size` bytes, in one sequence.
///
/// The entries have been changed before the call: the iterator must not store to them, as the
/// barrier before the operations is executed first; with no addresses, the barriers are all that is
/// executed. If it panics, everything is invalidated. From the [bound](Features::with_bound) on the
/// same happens, and the rest is not asked for.
///
/// # Panics
///
/// As [`invalidate`].
#[track_caller]
#[inline(never)]
pub fn invalidate_each<R: Regime>(addresses: impl IntoIterator<Item = u64>, size: u64) {
    let Run { size, .. } = accept::<Broadcast<R>>(Run::new(0, 1, size));
    let mut sequence = Sequence::<Broadcast<R>>::begin(0);
    let _ =
        addresses.into_iter().all(|address| sequence.add::<false>(Run { address, count: 1, size }));
    sequence.end();
}

/// Invalidates everything that the regime has cached, on every CPU of the inner-shareable domain.
pub fn invalidate_all<R: Regime>() {
    everything::<Broadcast<R>>();
}

/// Repeats an invalidation for the [errata](self#errata), if a CPU has one of them:
/// `tlbi …is; dsb ish`, once, behind a sequence that somebody else's code has issued up to its
/// `dsb ish`. Its own ISB belongs behind this.
///
/// Every function of this module that reaches other CPUs does it itself.
#[inline]
pub fn repeat<R: Regime>() {
    mend::<R>(Features::current());
}

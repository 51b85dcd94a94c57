// SPDX-License-Identifier: MIT OR Apache-2.0
//! TLB invalidation, which a changed live entry needs at once. On arm64 it is never deferred.
//!
//! Each function of this page is one whole sequence, `dsb ishst; tlbi …is; dsb ish; isb`, except
//! for [`repeat`], [`set_features`] and [`add_cpu`]. When it returns, the stores before it have
//! reached the walkers, and old translations are gone on every CPU of the inner-shareable domain.
//! The sequence contains the barrier pair, so the stores before it are settled. [`user`] leaves out
//! the ISB and settles nothing; [`local`] reaches this CPU alone.
//!
//! | change | function |
//! | --- | --- |
//! | live leaves changed or cleared | [`invalidate`]; scattered ones: [`invalidate_each`] |
//! | the same and tables together, with frames that go back | [`Gather`] |
//! | a table unlinked, before it is freed or linked elsewhere | [`invalidate_walk`] |
//! | too many or unknown changes | [`invalidate_all`] |
//! | leaves of user space, or a table of one ASID | [`user::invalidate`], [`user::invalidate_walk`] |
//! | an address space is gone, and another one gets its ASID | [`user::invalidate_asid`] |
//! | entries that no other CPU can hold (boot, a fixmap for each CPU) | [`local`] |
//! | somebody else's code has issued `tlbi …is; dsb ish` | [`repeat`] after it |
//!
//! The guide's [`break_before_make`](crate::guide::break_before_make) has the code around them.
//!
//! # Changes that need break-before-make
//!
//! Some changes of a live entry take three steps: store an invalid entry, invalidate, store the new
//! one. [`replace_pte`](crate::replace_pte) does them.
//!
//! | change | break first |
//! | --- | --- |
//! | permissions | no |
//! | memory type, shareability or cacheability | yes |
//! | output address | yes, if the old or the new entry is writable, or the contents differ |
//! | block size or contiguous bit | yes, unless FEAT_BBM says otherwise |
//! | a global entry over others | yes |
//!
//! (Arm Architecture Reference Manual for A-profile, "Using break-before-make when updating
//! translation table entries".)
//!
//! # Features
//!
//! Call [`set_features`] at boot and [`add_cpu`] for each further CPU, as [`Features`] shows. Until
//! then each leaf takes an operation, and each call takes one more TLBI and DSB for errata that the
//! CPU may not have: that is slow, and right on every CPU.
//!
//! * With FEAT_TLBIRANGE a run below 4 GiB takes one to five operations, and one for lengths such
//!   as 16, 64, 512 and 4096 pages. No range is longer, because QEMU computes its length in 32
//!   bits.
//! * The size of a page is read from TCR_ELx at each use. Under LPA2 (TCR_ELx.DS = 1) no ranges are
//!   used.
//! * Operations carry no level hints (FEAT_TTL): a CPU need invalidate nothing if a hint is wrong.
//! * If a call needs as many operations as the [bound](Features::with_bound), it invalidates
//!   everything instead, as Linux does.
//!
//! # Errata
//!
//! On some CPUs a broadcast invalidation may complete before writes through the old translation are
//! observed (CVE-2025-10263), or before it is done at all. There one more TLBI and DSB follow:
//! `…; dsb ish; tlbi vale1is, xzr; dsb ish; isb`. The erratum is in the CPU that *writes*, so if
//! one CPU of a system is on the list, all CPUs execute them.
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
//! and has no erratum. So a wrong operand isn't noticed there. Instead, unit tests decode the
//! operands, and a model of the MMU runs the sequences.

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

/// Invalidates `count` live leaves that were changed or cleared; the first one maps `address`.
///
/// `size` is the number of bytes that one *descriptor* maps. The contiguous bit doesn't widen what
/// an operation removes (R_LQLSD), so a run of 16 contiguous pages of 4 KiB is 16 leaves of 4096
/// bytes.
///
/// It removes last-level entries only, and leaves what walkers have cached of the way to them.
/// Before a *table* is freed or linked elsewhere, use [`invalidate_walk`].
///
/// # Panics
///
/// If `size` is not a power of two of at least 4096, or if the leaves do not fit into the address
/// space. Everything is invalidated then.
#[track_caller]
pub fn invalidate<R: Regime>(address: u64, count: usize, size: u64) {
    one::<Broadcast<R>, false>(0, address, count, size);
}

/// Invalidates the leaves of an unlinked table and the walk to them, before the table is freed.
///
/// The entry that linked the table was live: clear it before the call. The table mapped `count`
/// leaves of `size` bytes, from the one at `address` on.
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
/// Change the entries before the call. The iterator must not store to them, because the barrier
/// before the operations is executed first. With no addresses, only the barriers are executed. If
/// the iterator panics, everything is invalidated. From the [bound](Features::with_bound) on the
/// same happens, and the rest of the addresses isn't asked for.
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

/// Repeats an invalidation for the [errata](self#errata), if a CPU has one of them.
///
/// It is `tlbi …is; dsb ish`, once. Call it after a sequence that somebody else's code has issued
/// up to its `dsb ish`; the ISB of that sequence belongs after this. Every function of this module
/// that reaches other CPUs repeats by itself.
#[inline]
pub fn repeat<R: Regime>() {
    mend::<R>(Features::current());
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Regime`] and [`Arm64Mode`]: which stores need a barrier pair, by translation regime.

use lazy_mmu_core::{Global, Mode, NoLazyMmu, Unwalked};

use crate::cpu::{self, SystemRegister, Tlbi};
use crate::tlb::Granule;
use crate::{Arm64, Level};

const VALID: u64 = 1;
const USER: u64 = 1 << 6;
const UXN: u64 = 1 << 54;

/// A translation regime: the rule for the barrier pair, and the names of invalidations. Sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a translation regime",
    label = "neither `El1`, nor `El2`, nor `LinuxEl1`",
    note = "name the regime that the kernel runs in, as in `Arm64<El2>`: `lazy_mmu_arm64::El1`, `El2` or `LinuxEl1`"
)]
pub trait Regime: sealed::Sealed + 'static {
    /// Returns whether storing this leaf needs the pair.
    #[doc(hidden)]
    fn leaf_defers(descriptor: u64) -> bool;
    /// Invalidates entries of the last level, of one address.
    #[doc(hidden)]
    const LEAF: Tlbi;
    /// Invalidates entries of every level, of one address.
    #[doc(hidden)]
    const WALK: Tlbi;
    #[doc(hidden)]
    const ALL: Tlbi;
    /// The cheapest broadcast, which repeats an invalidation for an erratum.
    #[doc(hidden)]
    const REPEATED: Tlbi;
    /// Returns the granule of the tables that translate `address`; `None` if ranges can't be used.
    #[doc(hidden)]
    fn granule(address: u64) -> Option<Granule>;
}

/// The EL1&0 regime, or EL2&0 for a kernel at EL2 with HCR_EL2.{E2H,TGE} = {1,1}.
///
/// There the EL1 names act on EL2&0. Every valid leaf needs the pair.
#[derive(Debug)]
pub enum El1 {}

/// The EL2 regime, or EL2&0 for a hypervisor with HCR_EL2.TGE = 0.
///
/// There the EL1 names act on the guest. Every valid leaf needs the pair.
///
/// Its instructions are undefined at EL1. With E2H set, its invalidations by address are for global
/// entries and those of ASID 0.
#[derive(Debug)]
pub enum El2 {}

/// EL1 with Linux's rule (`pte_valid_not_user`): only a kernel leaf needs the pair.
///
/// A kernel leaf has VALID and UXN set, and USER (AP\[1\]) clear. The rule is sound only if the
/// fault handler retries when it finds a valid user entry, as Linux does, and if every kernel leaf
/// of yours has UXN set. When in doubt use [`El1`].
#[derive(Debug)]
pub enum LinuxEl1 {}

impl Regime for El1 {
    #[inline(always)]
    fn leaf_defers(descriptor: u64) -> bool {
        descriptor & VALID != 0
    }
    const LEAF: Tlbi = Tlbi::Vaale1is;
    const WALK: Tlbi = Tlbi::Vaae1is;
    const ALL: Tlbi = Tlbi::Vmalle1is;
    const REPEATED: Tlbi = Tlbi::Vale1is;
    fn granule(address: u64) -> Option<Granule> {
        // At EL2 with E2H set this reads TCR_EL2, whose tables the EL1 names act on there.
        Granule::of_two_halves(cpu::system_register(SystemRegister::TcrEl1), address)
    }
}

impl Regime for El2 {
    #[inline(always)]
    fn leaf_defers(descriptor: u64) -> bool {
        descriptor & VALID != 0
    }
    const LEAF: Tlbi = Tlbi::Vale2is;
    const WALK: Tlbi = Tlbi::Vae2is;
    const ALL: Tlbi = Tlbi::Alle2is;
    const REPEATED: Tlbi = Tlbi::Vale2is;
    fn granule(address: u64) -> Option<Granule> {
        const E2H: u64 = 1 << 34;
        let tcr = cpu::system_register(SystemRegister::TcrEl2);
        let is_e2h = cpu::system_register(SystemRegister::HcrEl2) & E2H != 0;
        if is_e2h { Granule::of_two_halves(tcr, address) } else { Granule::of_one_half(tcr) }
    }
}

impl Regime for LinuxEl1 {
    #[inline(always)]
    fn leaf_defers(descriptor: u64) -> bool {
        descriptor & (VALID | USER | UXN) == VALID | UXN
    }
    const LEAF: Tlbi = El1::LEAF;
    const WALK: Tlbi = El1::WALK;
    const ALL: Tlbi = El1::ALL;
    const REPEATED: Tlbi = El1::REPEATED;
    fn granule(address: u64) -> Option<Granule> {
        El1::granule(address)
    }
}

/// Returns whether storing this table entry needs the pair: a valid entry does, and at level 0 or
/// −1 a cleared one too, in every regime.
#[inline(always)]
pub(crate) fn table_defers(level: Level, descriptor: u64) -> bool {
    match level {
        Level::Two | Level::One => descriptor & VALID != 0,
        Level::Zero | Level::MinusOne => true,
    }
}

/// A mode through which arm64's entries are stored; the bound of a generic mapping function.
///
/// Such a mode is a platform whose backend is [`Arm64`], or [`Global`], [`NoLazyMmu`] or
/// [`Unwalked`].
///
/// ```
/// use core::sync::atomic::AtomicU64;
/// use lazy_mmu_arm64::{Arm64Mode, set_pte};
///
/// fn map<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64) {
///     set_pte::<M>(entry, descriptor);
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a lazy MMU mode of arm64",
    label = "neither a `Platform` with `type Arch = Arm64`, nor `Global`, `NoLazyMmu` or `Unwalked`",
    note = "implement `lazy_mmu_core::Platform` for `{Self}`; if it is a type parameter, write `{Self}: lazy_mmu_arm64::Arm64Mode`"
)]
pub trait Arm64Mode: Mode<Backend: Arm64Backend> {}

impl<M: Mode<Backend: Arm64Backend>> Arm64Mode for M {}

/// The backend that decides by which rule a mode's entries are stored. Sealed.
///
/// For a platform it is [`Arm64`]. [`Global`], whose platform is known only at link time,
/// [`NoLazyMmu`] and [`Unwalked`] take the rule that is right everywhere: [`El1`]'s.
#[diagnostic::on_unimplemented(
    message = "page-table entries of arm64 cannot be stored through a platform of another architecture",
    label = "`{Self}` is not `lazy_mmu_arm64::Arm64`",
    note = "for a platform, set `type Arch = lazy_mmu_arm64::Arm64;` in its `impl Platform`",
    note = "in a generic function, write `M: lazy_mmu_arm64::Arm64Mode`"
)]
pub trait Arm64Backend: sealed::Sealed {
    /// The regime whose rule applies.
    type Regime: Regime;
    /// Whether walkers may be on the tables. If not, a store needs no barrier at all.
    #[doc(hidden)]
    const WALKED: bool = true;
}

impl<R: Regime> Arm64Backend for Arm64<R> {
    type Regime = R;
}

impl Arm64Backend for Global {
    type Regime = El1;
}

impl Arm64Backend for NoLazyMmu {
    type Regime = El1;
}

/// No walker is on the tables.
impl Arm64Backend for Unwalked {
    type Regime = El1;
    const WALKED: bool = false;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::El1 {}
    impl Sealed for super::El2 {}
    impl Sealed for super::LinuxEl1 {}
    impl<R: super::Regime> Sealed for super::Arm64<R> {}
    impl Sealed for super::Global {}
    impl Sealed for super::NoLazyMmu {}
    impl Sealed for super::Unwalked {}
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Defers`]: the return types that a deferring section allows.

use super::unsettled::Unsettled;
use crate::mode::Mode;
use crate::mode::sealed::Key;

/// A type that a function with `#[lazy_mmu(defer)]` may return: an [`Unsettled`], or an [`Option`],
/// a [`Result`], an array or a tuple of those. Sealed.
///
/// Inside its caller's section, such a function returns before its stores have taken effect. The
/// result is an [`Unsettled`], so its caller learns the new address only by settling them.
///
/// ```compile_fail,E0277
/// use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
///
/// #[lazy_mmu(defer, platform = NoLazyMmu)]
/// fn map_page() -> Option<u64> {
///     Some(0x1000) // … choose an address and store an entry …
/// }
/// ```
///
/// If the *caller* chose the address, the type can hide nothing. Such a function says so:
///
/// ```
/// use lazy_mmu_core::{NoLazyMmu, lazy_mmu};
///
/// #[lazy_mmu(defer = given_address, platform = NoLazyMmu)]
/// fn map_page_at(address: u64) -> Result<(), ()> {
///     // … store an entry …
/// #   _ = address;
///     Ok(())
/// }
/// # assert_eq!(map_page_at(0x1000), Ok(()));
/// ```
#[diagnostic::on_unimplemented(
    message = "a section that defers its barriers to the caller's cannot return `{Self}`",
    label = "its caller could use what was mapped before the stores have taken effect",
    note = "return an `Unsettled<_, {M}>`, or an `Option`, a `Result`, an array or a tuple of those: the caller settles it before use",
    note = "if the caller chose the address, so that it knows it anyway, say that: `#[lazy_mmu(defer = given_address)]`",
    note = "an `Unsettled` of another mode: name `{M}` where it is made, or the other mode by `platform = …`"
)]
pub trait Defers<M: Mode> {
    #[doc(hidden)]
    const SEALED: Key;
}

impl<T, M: Mode> Defers<M> for Unsettled<T, M> {
    const SEALED: Key = Key(());
}

// `do_not_recommend`: an error speaks of the whole return type, not of one part.

#[diagnostic::do_not_recommend]
impl<D: Defers<M>, M: Mode> Defers<M> for Option<D> {
    const SEALED: Key = Key(());
}

#[diagnostic::do_not_recommend]
impl<D: Defers<M>, E, M: Mode> Defers<M> for Result<D, E> {
    const SEALED: Key = Key(());
}

#[diagnostic::do_not_recommend]
impl<D: Defers<M>, M: Mode, const N: usize> Defers<M> for [D; N] {
    const SEALED: Key = Key(());
}

/// Implements the trait for a tuple of as many types as there are names, and for each shorter one.
macro_rules! tuples {
    () => {};
    ($First:ident $($Rest:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<$First: Defers<M>, $($Rest: Defers<M>,)* M: Mode> Defers<M> for ($First, $($Rest,)*) {
            const SEALED: Key = Key(());
        }
        tuples!($($Rest)*);
    };
}

tuples!(A B C D E F G H);

// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tests of `defer`: the type that the statement names.

use proc_macro2::TokenStream;
use quote::quote;

use super::{assert_inserts, errors, invisible, tokens};
use crate::expand::lazy_mmu;

#[test]
fn a_deferring_section_is_asked_about_the_return_type() {
    for (returned, named) in [
        ("Unsettled<(), K>", "Unsettled<(), K>"),
        ("Self::Output", "Self::Output"),
        (
            "<Self as Maps<'_, { N + 1 }>>::Output where Self: Sized",
            "<Self as Maps<'_, { N + 1 }>>::Output",
        ),
        ("mapped![u64]", "mapped![u64]"),
        ("Unsettled<impl Fn(u8) -> u8 + use<>, K>", "Unsettled<(), K>"),
        (
            "(Unsettled<impl Sized, K>, [Unsettled<impl Iterator<Item = impl Copy>, K>; 2])",
            "(Unsettled<(), K>, [Unsettled<(), K>; 2])",
        ),
        ("Unsettled<[u8; { r#impl }], r#impl>", "Unsettled<[u8; { r#impl }], r#impl>"),
    ] {
        let statement = format!(
            "let _lazy_mmu_section = ::lazy_mmu_core::DeferringGuard::<K>::enable::<{named}>();"
        );
        assert_inserts(
            "defer, platform = K",
            &statement,
            &format!("fn f(&self) -> {returned} {{ HERE work() }}"),
        );
    }
    let behind_a_fragment = |ty: TokenStream| {
        let ty = invisible(ty);
        lazy_mmu(quote!(defer), quote!(fn f() -> #ty {})).to_string()
    };
    assert!(
        behind_a_fragment(quote!(Unsettled<impl Sized, K>))
            .contains("enable :: < Unsettled < () , K > >")
    );
}

#[test]
fn a_return_type_that_cannot_be_read_is_not_taken_for_one_that_defers() {
    for opaque in ["fn f() -> impl Defers<K> { work() }", "fn f() -> (impl Defers<K>) { work() }"] {
        assert!(
            errors(quote!(defer), tokens(opaque))[0]
                .starts_with("`#[lazy_mmu(defer)]` cannot see whether this is an `Unsettled`")
        );
    }
    let later = "fn syntax_of_a_later_day() -> ~~ a @ b { work() }";
    assert!(
        errors(quote!(defer), tokens(later))[0]
            .starts_with("`#[lazy_mmu(defer)]` cannot read what this function returns")
    );
    assert_inserts(
        "defer = given_address",
        "let _lazy_mmu_section = ::lazy_mmu_core::DeferringGuard::<::lazy_mmu_core::Global>::enable_given_address();",
        &later.replacen("{", "{ HERE", 1),
    );
}

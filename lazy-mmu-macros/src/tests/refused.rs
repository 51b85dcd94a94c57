// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tests of the items and arguments that are refused, and of their errors.

use proc_macro2::{TokenStream, TokenTree};

use super::{SECTION, assert_inserts, errors, messages, tokens};
use crate::expand::lazy_mmu;

#[test]
fn what_stable_rust_lets_no_attribute_on_is_refused_too() {
    for (item, message) in [
        ("let f = || work();", "`#[lazy_mmu]` goes on functions: for a block or a closure"),
        ("work();", "`#[lazy_mmu]` goes on functions: for a block or a closure"),
        ("", "`#[lazy_mmu]` goes on functions: for a block or a closure"),
        ("mod tables;", "`#[lazy_mmu]` goes on functions: put it on those inside this `mod`"),
        (
            "unsafe auto trait T {}",
            "`#[lazy_mmu]` goes on functions: put it on those inside this `trait`",
        ),
        ("macro m() {}", "`#[lazy_mmu]` goes on functions: put it on those that write page tables"),
        ("gen fn f() {}", "a section cannot be held across `yield`"),
        ("#[naked] fn f() {}", "a naked function cannot end a section"),
        ("fn f()", "there is no body to run in a section"),
        ("fn f() -> [u8; { 3 }]", "there is no body to run in a section"),
    ] {
        let errors = errors(TokenStream::new(), tokens(item));
        assert!(matches!(&*errors, [error] if error.starts_with(message)), "{item}: {errors:?}");
    }
}

#[test]
fn an_expression_is_replaced_by_its_errors_so_that_the_compiler_finds_no_more_of_them() {
    for item in [
        "|| work()",
        "{ work() }",
        "async { work() }",
        "const { 1 }",
        "for _ in 0..3 {}",
        "#[inline] move || 1",
    ] {
        let mut expanded = lazy_mmu(TokenStream::new(), tokens(item)).into_iter();
        let Some(TokenTree::Group(block)) = expanded.next() else { panic!("{item}") };
        let errors = messages(block.stream().into_iter());
        let closure = "`#[lazy_mmu]` goes on functions: for a block or a closure, use `lazy_mmu_core::section`";
        assert!(expanded.next().is_none() && errors == [closure], "{item}: {errors:?}");
    }
}

#[test]
fn a_second_attribute_by_another_name_is_seen_by_the_statement_of_the_first() {
    for (args, twice) in [
        ("", true),
        ("defer", true),
        ("pause", true),
        ("platform = Kernel<A, 3>", true),
        ("guard = mmu", false),
    ] {
        for function in [
            "fn f() {}",
            "fn f() { fn g() {} work(); }",
            "fn f() { #![allow(unused)] const C: u8 = 1; struct S {} work() }",
        ] {
            let once = lazy_mmu(tokens(args), tokens(function));
            let again = lazy_mmu(TokenStream::new(), once.clone()).to_string();
            assert_eq!(again.contains("given twice"), twice, "{args}: {again}");
            assert!(!twice || again.starts_with(&once.to_string()));
        }
    }
    for function in [
        "fn f() { let _lazy_mmu_section = 2; work() }",
        "fn f() { let section = LazyMmuGuard::<K>::enable(); }",
    ] {
        assert_inserts("", SECTION, &function.replacen("{", "{ HERE", 1));
    }
}

#[test]
fn an_error_in_a_pause_speaks_of_a_pause() {
    assert!(
        errors(tokens("pause"), tokens("async fn f() {}"))[0]
            .starts_with("a pause cannot be held across `.await`")
    );
    assert!(
        errors(tokens("pause"), tokens("let f = 1;"))[0].ends_with("use `lazy_mmu_core::paused`")
    );
    assert!(
        errors(tokens("defer"), tokens("let f = 1;"))[0]
            .ends_with("use `lazy_mmu_core::section_deferred`")
    );
}

#[test]
fn a_malformed_argument_gets_one_error_and_so_does_each_other_one() {
    for (args, count) in [
        (",", 1),
        ("\"pause\"", 1),
        ("platform = (A B)", 1),
        ("platform = [u8; 3 4]", 1),
        ("guard, platform = [u8; 3 4]", 2),
        ("platform = fn(A B)", 1),
        ("platform == K", 1),
        ("platform(K)", 1),
        ("platform = _", 1),
        ("platform = (impl Mode)", 1),
        ("platform = dyn Mode + Send", 1),
        ("platform = A + B", 1),
        ("platform = !", 1),
        ("platform = K { .. }", 1),
        ("guard = self", 1),
        ("guard = a::b", 1),
        ("guard = mmu: u8", 1),
        ("pause, , guard = a", 2),
        ("crate = $crate", 1),
        ("guard = mut mmu", 1),
        ("guard = _", 1),
        ("guard = a b", 1),
        ("crate = a::<b>", 1),
        ("pause(now)", 1),
        ("defer(now)", 1),
        ("defer =", 1),
        ("defer = given address", 1),
        ("defer = \"given_address\"", 1),
        ("defer = given_address = 3", 1),
        ("defer, defer = given_address", 1),
        ("defer pause", 1),
        ("pause, defer = given_address, guard = mmu", 2),
        ("guard = 1, platform, 2 3 4, pause = 5", 4),
    ] {
        assert_eq!(errors(tokens(args), tokens("fn f() {}")).len(), count, "{args}");
    }
}

#[test]
fn what_does_not_belong_to_a_value_is_told_of_its_argument() {
    for (args, of) in [
        ("platform = K { .. }", "`platform`"),
        ("guard = mmu: u8", "`guard`"),
        ("crate = a::<b>", "`crate`"),
        ("defer = now", "`defer`"),
    ] {
        let errors = errors(tokens(args), tokens("fn f() {}"));
        assert!(matches!(&*errors, [error] if error.starts_with(of)), "{args}: {errors:?}");
    }
}

#[test]
fn a_macro_call_is_told_to_put_it_on_what_it_writes() {
    for item in ["tables! { a }", "crate::tables!(a);"] {
        assert_eq!(
            errors(TokenStream::new(), tokens(item)),
            ["`#[lazy_mmu]` goes on functions: put it on those that this macro writes"]
        );
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tests of the functions that make a future, going by their tokens.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use super::{SECTION, assert_inserts, errors, invisible, tokens};
use crate::expand::lazy_mmu;

const RETURNED: &str = "a section does not cover the future that this function returns";
const BLOCK: &str = "a section does not cover an `async` block";

fn assert_one_error(message: &str, item: TokenStream) {
    let shown = item.to_string();
    let errors = errors(TokenStream::new(), item);
    assert!(matches!(&*errors, [error] if error.starts_with(message)), "{shown}: {errors:?}");
}

#[test]
fn a_function_that_returns_a_future_is_refused_once() {
    for returned in [
        "impl Future<Output = u8>",
        "(impl Send + core::future::Future<Output = ()> + use<>)",
        "::core::pin::Pin<Box<dyn ::core::future::Future<Output = u8> + Send + 'async_trait>>",
        "Box<dyn Future<Output = ()> + Unpin>",
        "&'a mut (dyn Future<Output = ()> + 'a)",
        "BoxFuture<'static, ()>",
        "futures::future::LocalBoxFuture<'_, u8>",
        "impl TryFuture<Ok = u8, Error = E>",
        "Result<impl IntoFuture<Output = u8>, Full>",
        "(u8, Option<BoxFuture<'_, ()>>)",
        "[Pin<Box<dyn Future<Output = ()>>>; 2]",
        // Of editions 2015 and 2018.
        "Box<::std::future::Future<Output = u8> + Send>",
        "Box<Future<Output = u8>>",
    ] {
        assert_one_error(
            RETURNED,
            tokens(&format!("fn f(&self) -> {returned} {{ Box::pin(async move {{ work() }}) }}")),
        );
    }
    let output = invisible(quote!(BoxFuture<'static, ()>));
    assert_one_error(RETURNED, quote!(fn f() -> #output { work() }));
    let deferred = errors(
        quote!(defer),
        quote!(
            fn f() -> impl Future<Output = ()> {
                work()
            }
        ),
    );
    assert!(matches!(&*deferred, [error] if error.starts_with(RETURNED)), "{deferred:?}");
}

#[test]
fn a_type_that_only_mentions_a_future_is_returned() {
    for returned in [
        "<F as core::future::Future>::Output",
        "F::Output where F: Future",
        "Box<dyn Fn() -> BoxFuture<'static, ()>>",
        "impl Fn(Box<dyn Future<Output = ()>>)",
        "fn(BoxFuture<'static, ()>) -> u8",
        "impl Iterator<Item = BoxFuture<'static, ()>>",
        "[u8; { Future }]",
        "Future",
        "FutureId<3>",
    ] {
        assert_inserts("", SECTION, &format!("fn f(&self) -> {returned} {{ HERE work() }}"));
    }
}

#[test]
fn a_body_with_an_async_block_is_refused_once() {
    for body in [
        "let body = async { work() }; block_on(body)",
        "async move { work().await }",
        "spawn(async {}); spawn(async {})",
        "if ready { poll(pin!(async { 1 })) }",
        "select! { _ = async { 1 } => {} }",
        "|| async { 1 }",
        "match block_on(async { 1 }) { _ => {} }",
        "let each = async gen move { yield 1 };",
        "fn inner() -> [u8; { 1 }] { [1] } async {}",
        "macro_rules! m { () => {} } async {}",
        "let f: fn() = g; async {}",
    ] {
        assert_one_error(BLOCK, tokens(&format!("fn f() {{ {body} }}")));
    }
    assert_eq!(errors(quote!(pause), tokens("fn f() { async {} }")).len(), 1);
    assert!(
        errors(quote!(pause), tokens("fn f() { async {} }"))[0]
            .starts_with("a pause does not cover an `async` block")
    );
    // Inside a macro's fragments: `$e:expr`, `$b:block` and the body itself.
    let (expression, block) = (invisible(quote!(async { 1 })), invisible(quote!({ 1 })));
    assert_one_error(BLOCK, quote!(fn f() { block_on(#expression) }));
    assert_one_error(BLOCK, quote!(fn f() { block_on(async #block) }));
    let body = invisible(quote!({ block_on(async { 1 }) }));
    assert!(lazy_mmu(TokenStream::new(), quote!(fn f() #body)).to_string().contains(BLOCK));
}

#[test]
fn an_async_function_is_told_that_and_no_more() {
    for item in
        ["async fn f() { async {}.await }", "async fn f() -> BoxFuture<'static, ()> { work() }"]
    {
        assert_one_error("a section cannot be held across `.await`", tokens(item));
    }
}

#[test]
fn the_word_async_alone_makes_no_block() {
    for body in [
        "async fn inner() { async {}.await } HERE spawn(inner())",
        "impl S { async fn inner(&self) -> u8 { async { 1 }.await } } HERE work()",
        "HERE let _: u8 = { fn inner() { spawn(async {}) } 1 };",
        "macro_rules! later { () => { async { 1 } } } HERE work()",
        "HERE block_on(r#async { field: 1 })",
        "HERE call(async || work())",
        // Of edition 2015.
        "HERE if async { 1 } else { 2 }",
        "HERE while async {}",
        "HERE match async { _ => {} }",
        "HERE for page in async {}",
        "HERE let async = 1; [async, async + { 1 }]",
    ] {
        assert_inserts("", SECTION, &format!("fn f() {{ {body} }}"));
    }
    let parentheses = TokenTree::from(Group::new(Delimiter::None, quote!((1))));
    assert!(
        lazy_mmu(TokenStream::new(), quote!(fn f() { async #parentheses }))
            .to_string()
            .contains("LazyMmuGuard")
    );
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tests of the tokens that come out, which a compiled program can't show.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use crate::expand::lazy_mmu;

mod any_tokens;
mod defer;
mod futures;
mod refused;
mod suggest;

const SECTION: &str =
    "let _lazy_mmu_section = ::lazy_mmu_core::LazyMmuGuard::<::lazy_mmu_core::Global>::enable();";

fn tokens(source: &str) -> TokenStream {
    source.parse().unwrap()
}

/// Removes the spaces, which depend on the origin of a token.
fn plain(tokens: &TokenStream) -> String {
    tokens.to_string().split_whitespace().collect()
}

/// Lists the tokens, and whether each touches the next one.
fn flat(tokens: TokenStream) -> Vec<String> {
    let mut flat = Vec::new();
    for token in tokens {
        if let TokenTree::Group(group) = token {
            flat.push(format!("{:?} {{", group.delimiter()));
            flat.extend(self::flat(group.stream()));
            flat.push(format!("}} {:?}", group.delimiter()));
        } else {
            flat.push(format!("{token:?}"));
        }
    }
    flat
}

/// Asserts that the statement is inserted in place of the `HERE` in `function`.
fn assert_inserts(args: &str, statement: &str, function: &str) {
    assert_eq!(function.matches("HERE").count(), 1, "{function}");
    let went_in = tokens(&function.replace("HERE", ""));
    let expanded = lazy_mmu(tokens(args), went_in.clone());
    assert_eq!(plain(&expanded), plain(&tokens(&function.replace("HERE", statement))));

    // The user's own tokens are the same ones.
    let (went_in, mut came_out) = (flat(went_in), flat(expanded));
    let inserted = came_out.len() - went_in.len();
    let start = went_in.iter().zip(&came_out).take_while(|(before, after)| before == after).count();
    came_out.drain(start..start + inserted);
    assert_eq!(came_out, went_in, "{function}");
}

/// Asserts that the item comes out as it went in.
fn errors(args: TokenStream, item: TokenStream) -> Vec<String> {
    let mut expanded = lazy_mmu(args, item.clone()).into_iter();
    let same = TokenStream::from_iter(expanded.by_ref().take(item.clone().into_iter().count()));
    assert_eq!(same.to_string(), item.to_string());
    messages(expanded)
}

fn messages(compile_errors: impl Iterator<Item = TokenTree>) -> Vec<String> {
    let errors = compile_errors.filter_map(|token| match token {
        TokenTree::Group(message) => {
            Some(message.stream().to_string().trim_matches('"').to_owned())
        }
        _ => None,
    });
    errors.collect()
}

fn invisible(tokens: TokenStream) -> TokenTree {
    Group::new(Delimiter::None, tokens).into()
}

#[test]
fn each_form_has_its_statement() {
    let pause =
        "let _lazy_mmu_pause = ::lazy_mmu_core::PauseGuard::<::lazy_mmu_core::Global>::pause();";
    let guard = "let mmu = &::lazy_mmu_core::LazyMmuGuard::<::lazy_mmu_core::Global>::enable();";
    let platform =
        "let _lazy_mmu_section = ::lazy_mmu_core::LazyMmuGuard::<Kernel<A, 3>>::enable();";
    let krate = "let _lazy_mmu_section = crate::mmu::LazyMmuGuard::<crate::mmu::Global>::enable();";
    let all = "let mmu = &crate::mmu::LazyMmuGuard::<K>::enable();";
    let function = "fn f() { HERE work() }";
    assert_inserts("", SECTION, function);
    assert_inserts("pause", pause, function);
    assert_inserts("guard = mmu", guard, function);
    assert_inserts("platform = Kernel<A, 3>,", platform, function);
    assert_inserts("crate = crate::mmu", krate, function);
    assert_inserts("guard = mmu, crate = crate::mmu, platform = K", all, function);
    let defer = "let _lazy_mmu_section = ::lazy_mmu_core::DeferringGuard::<::lazy_mmu_core::Global>::enable::<()>();";
    let given = "let _lazy_mmu_section = ::lazy_mmu_core::DeferringGuard::<::lazy_mmu_core::Global>::enable_given_address();";
    let all_given = "let mmu = &crate::mmu::DeferringGuard::<K>::enable_given_address();";
    assert_inserts("defer", defer, function);
    assert_inserts("defer = given_address", given, function);
    assert_inserts(
        "defer = given_address, guard = mmu, crate = crate::mmu, platform = K",
        all_given,
        function,
    );
    assert_inserts("platform = K, crate = crate::mmu, guard = mmu", all, function);
}

#[test]
fn every_other_token_of_every_shape_of_function_stays() {
    for function in [
        "fn nothing() { HERE }",
        "fn result() -> Result<u8, !> { HERE Ok(1) }",
        "fn by_value(self) { HERE }",
        "fn by_value_mut(mut self) { HERE }",
        "fn by_ref(&self) { HERE }",
        "fn by_mut<'a>(&'a mut self) { HERE }",
        "fn boxed(self: Box<Self>) { HERE }",
        "fn counted(self: &Rc<Self>) { HERE }",
        "fn pinned(self: Pin<&mut Self>) { HERE }",
        "default fn specialised(&self) { HERE }",
        "fn generic<'a, 'b: 'a, T: ?Sized + Fn() -> !, U = u8>(t: &'a T) { HERE }",
        "fn const_generic<const N: usize, const M: bool>(t: [u8; { N + 1 }]) -> [u8; N] { HERE t }",
        "fn bounded<T>(t: T) -> T where T: Into<u8>, for<'a> &'a T: Copy, [u8; { 3 }]: Sized { HERE t }",
        "fn takes_impl(f: impl Fn(u8) -> u8) { HERE }",
        "fn gives_impl() -> impl Fn() -> ! + use<> { HERE || panic!() }",
        "fn gives_dyn() -> Box<dyn Fn() -> !> { HERE Box::new(|| panic!()) }",
        "fn patterns((a, b): (u8, u8), [c, ..]: [u8; 3], S { d, .. }: S, &e: &u8, mut f: u8, _: u8) { HERE }",
        "fn attributes(#[cfg(x)] a: u8, #[allow(unused)] b: u8, /** doc */ c: u8) { HERE }",
        "unsafe fn asks_for_something() { HERE }",
        "extern \"C\" fn of_c(a: u8) { HERE }",
        "extern fn of_c_by_default(a: u8) { HERE }",
        "pub unsafe extern \"C\" fn variadic(a: u8, mut b: ...) -> u8 { HERE a }",
        "safe fn of_an_extern_block() { HERE }",
        "#[unsafe(no_mangle)] pub extern \"C\" fn by_symbol() { HERE }",
        "#[inline(always)] #[cold] #[track_caller] #[must_use = \"text\"] #[deprecated] fn attributed() -> u8 { HERE 1 }",
        "#[test] #[should_panic] fn test() { HERE panic!() }",
        "/// Doc.\n #[doc = \"more\"] pub(in crate::mm) fn documented() { HERE }",
        "#[cfg_attr(x, inline)] pub(crate) fn conditional() { HERE }",
        "fn inner_attributes() { #![allow(unused)] //! Doc.\n HERE work() }",
        "fn items() { use a::b; const C: u8 = 1; HERE work() }",
        "fn r#fn(r#type: r#struct) -> r#impl { HERE r#type }",
        "fn coerced(a: bool) -> Box<dyn Fn()> { HERE if a { return Box::new(|| ()); } Box::new(|| ()) }",
        "fn borrowed<'a>(a: &'a mut [u8], i: usize) -> &'a mut u8 { HERE &mut a[i] }",
        "fn main() -> ExitCode { HERE ExitCode::SUCCESS }",
        "fn syntax_of_a_later_day() -> ~~ a @ b { HERE work() }",
    ] {
        assert_inserts("", SECTION, function);
        assert_inserts(
            "pause",
            "let _lazy_mmu_pause = ::lazy_mmu_core::PauseGuard::<::lazy_mmu_core::Global>::pause();",
            function,
        );
    }
}

#[test]
fn the_statement_follows_the_items_at_the_start_of_the_body() {
    for function in [
        "fn f() { #![allow(dead_code)] //! Doc.\n HERE work() }",
        "fn f() { use a::b; #[cfg(x)] const C: u8 = { 1 }; fn g() {} macro_rules! m { () => {} } struct S; HERE work(); use late::x; }",
        "fn f() { HERE #[cfg(x)] let a = 1; use late::x; }",
        "fn f() { HERE name! { use x; } use late::x; }",
        "fn f() { HERE name!(); }",
        "fn f() { extern crate a; unsafe extern \"C\" { fn g(); } HERE unsafe { g() } }",
        "fn f() { static S: u8 = 1; HERE const { 1 } }",
        "fn f() { HERE static || 1; }",
    ] {
        assert_inserts("", SECTION, function);
    }
}

#[test]
fn a_body_in_an_invisible_group_is_found_and_the_group_stays() {
    let with = |inside: TokenStream| {
        let body = invisible(quote!({ #inside work() }));
        TokenStream::from_iter([invisible(quote!(fn f() #body))])
    };
    let item = invisible(quote!(
        use a::b;
    ));
    let statement = quote!(let _lazy_mmu_section = ::lazy_mmu_core::LazyMmuGuard::<::lazy_mmu_core::Global>::enable(););
    let expanded = lazy_mmu(TokenStream::new(), with(quote!(#item)));
    assert_eq!(format!("{expanded:?}"), format!("{:?}", with(quote!(#item #statement))));
}

#[test]
fn half_of_an_invisible_group_is_never_taken_for_an_item() {
    let several = invisible(quote!(use a;, work()));
    let function = |inside: TokenStream| quote!(fn f() { #inside #several });
    let expanded = lazy_mmu(TokenStream::new(), function(TokenStream::new()));
    assert_eq!(plain(&expanded), plain(&function(tokens(SECTION))));
}

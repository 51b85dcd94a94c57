//! What a compiled program cannot show: which tokens come out, and that any tokens may go in.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use crate::expand::lazy_mmu;

const SECTION: &str = "let _lazy_mmu_section = ::lazy_mmu_core::LazyMmuGuard::<::lazy_mmu_core::Global>::enable();";

fn tokens(source: &str) -> TokenStream {
    source.parse().unwrap()
}

/// Without the spaces, which depend on where a token comes from.
fn plain(tokens: &TokenStream) -> String {
    tokens.to_string().split_whitespace().collect()
}

/// `function` has a `HERE` where the statement goes.
fn assert_inserts(args: &str, statement: &str, function: &str) {
    let expanded = lazy_mmu(tokens(args), tokens(&function.replace("HERE", "")));
    assert_eq!(plain(&expanded), plain(&tokens(&function.replace("HERE", statement))));
}

/// The item must come out as it went in.
fn errors(args: TokenStream, item: TokenStream) -> Vec<String> {
    let mut expanded = lazy_mmu(args, item.clone()).into_iter();
    let same = TokenStream::from_iter(expanded.by_ref().take(item.clone().into_iter().count()));
    assert_eq!(same.to_string(), item.to_string());
    let errors = expanded.filter_map(|token| match token {
        TokenTree::Group(message) => Some(message.stream().to_string().trim_matches('"').to_owned()),
        _ => None,
    });
    errors.collect()
}

fn invisible(tokens: TokenStream) -> TokenTree {
    Group::new(Delimiter::None, tokens).into()
}

#[test]
fn each_form_has_its_statement() {
    let pause = "let _lazy_mmu_pause = ::lazy_mmu_core::PauseGuard::<::lazy_mmu_core::Global>::pause();";
    let guard = "let mmu = &::lazy_mmu_core::LazyMmuGuard::<::lazy_mmu_core::Global>::enable();";
    let platform = "let _lazy_mmu_section = ::lazy_mmu_core::LazyMmuGuard::<Kernel<A, 3>>::enable();";
    let krate = "let _lazy_mmu_section = crate::mmu::LazyMmuGuard::<crate::mmu::Global>::enable();";
    let all = "let mmu = &crate::mmu::LazyMmuGuard::<K>::enable();";
    let function = "fn f() { HERE work() }";
    assert_inserts("", SECTION, function);
    assert_inserts("pause", pause, function);
    assert_inserts("guard = mmu", guard, function);
    assert_inserts("platform = Kernel<A, 3>,", platform, function);
    assert_inserts("crate = crate::mmu", krate, function);
    assert_inserts("guard = mmu, crate = crate::mmu, platform = K", all, function);
    assert_inserts("platform = K, crate = crate::mmu, guard = mmu", all, function);
}

#[test]
fn every_other_token_of_a_function_stays() {
    for function in [
        "fn f() { HERE }",
        "#[inline] #[unsafe(no_mangle)] pub(crate) unsafe extern \"C\" fn f(a: u8, ...) -> u8 { HERE a }",
        "default fn f<'a, T: Fn() -> !, const N: usize>(self: Box<Self>, #[x] t: &'a T) -> [u8; { N }] where T: Send { HERE t.into() }",
        "fn f() -> impl Fn() -> ! + use<> { HERE || panic!() }",
        "fn f() -> ~~ syntax of a later day { HERE work() }",
        "safe fn f() { HERE }",
    ] {
        assert_inserts("", SECTION, function);
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

#[test]
fn what_stable_rust_lets_no_attribute_on_is_refused_too() {
    for (item, message) in [
        ("|| work()", "`#[lazy_mmu]` goes on functions: for a"),
        ("let f = || work();", "`#[lazy_mmu]` goes on functions: for a"),
        ("async { work() }", "`#[lazy_mmu]` goes on functions: for a"),
        ("", "`#[lazy_mmu]` goes on functions: for a"),
        ("unsafe auto trait T {}", "`#[lazy_mmu]` goes on functions: put it on those inside this `trait`"),
        ("gen fn f() {}", "a section cannot be held across `yield`"),
        ("#[naked] fn f() {}", "a naked function cannot end a section"),
    ] {
        let errors = errors(TokenStream::new(), tokens(item));
        assert!(matches!(&*errors, [error] if error.starts_with(message)), "{item}: {errors:?}");
    }
}

#[test]
fn an_error_in_a_pause_speaks_of_a_pause() {
    assert!(errors(tokens("pause"), tokens("async fn f() {}"))[0].starts_with("a pause cannot be held across `.await`"));
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
        ("guard = mut mmu", 1),
        ("guard = _", 1),
        ("guard = a b", 1),
        ("crate = a::<b>", 1),
        ("pause(now)", 1),
        ("guard = 1, platform, 2 3 4, pause = 5", 4),
    ] {
        assert_eq!(errors(tokens(args), tokens("fn f() {}")).len(), count, "{args}");
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn tokens(&mut self, depth: usize) -> TokenStream {
        (0..self.below(9)).map(|_| self.token(depth)).collect()
    }

    fn token(&mut self, depth: usize) -> TokenStream {
        const GROUPS: [Delimiter; 5] = [Delimiter::Brace, Delimiter::Brace, Delimiter::Bracket, Delimiter::None, Delimiter::Parenthesis];
        const WORDS: [&str; 40] = [
            "fn",
            "f",
            "async",
            "const",
            "unsafe",
            "extern",
            "\"C\"",
            "default",
            "pub",
            "impl",
            "trait",
            "mod",
            "struct",
            "use",
            "let",
            "self",
            "crate",
            "pause",
            "guard",
            "platform",
            "macro_rules",
            "naked",
            "lazy_mmu",
            "where",
            "T",
            "_",
            "1",
            "'a",
            "=",
            ",",
            ";",
            ":",
            "::",
            "#",
            "!",
            "<",
            ">",
            "->",
            "|",
            "r#type",
        ];
        match GROUPS.get(self.below(12)) {
            Some(delimiter) if depth > 0 => TokenTree::from(Group::new(*delimiter, self.tokens(depth - 1))).into(),
            _ => tokens(WORDS[self.below(WORDS.len())]),
        }
    }
}

#[test]
fn any_tokens_may_go_in_and_all_of_them_come_out() {
    let mut random = Random(1);
    let mut functions = 0;
    for case in 0..4_000 {
        let args = if case % 2 == 0 { TokenStream::new() } else { random.tokens(2) };
        let mut item = random.tokens(3);
        if case % 4 == 0 {
            let body = TokenTree::from(Group::new(Delimiter::Brace, random.tokens(3)));
            item = quote!(fn f() -> #item #body);
        }
        let went_in = plain(&item);
        let came_out = plain(&lazy_mmu(args, item));
        if let Some((before, after)) = came_out.split_once(&plain(&tokens(SECTION))) {
            functions += 1;
            assert_eq!([before, after].concat(), went_in);
        } else {
            assert!(came_out.starts_with(&went_in), "{came_out}");
        }
    }
    assert!(functions > 100, "only {functions} of the items were functions");
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tests that all tokens that go in come out.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use super::{SECTION, plain, tokens};
use crate::expand::lazy_mmu;
use crate::function::is_expression;

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn tokens(&mut self, depth: usize) -> TokenStream {
        (0..self.below(9)).map(|_| self.token(depth)).collect()
    }

    fn token(&mut self, depth: usize) -> TokenStream {
        const GROUPS: [Delimiter; 5] = [
            Delimiter::Brace,
            Delimiter::Brace,
            Delimiter::Bracket,
            Delimiter::None,
            Delimiter::Parenthesis,
        ];
        const WORDS: [&str; 42] = [
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
            "defer",
            "given_address",
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
            Some(delimiter) if depth > 0 => {
                TokenTree::from(Group::new(*delimiter, self.tokens(depth - 1))).into()
            }
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
        let expression = is_expression(&item);
        let went_in = plain(&item);
        let came_out = plain(&lazy_mmu(args, item));
        if let Some((before, after)) = came_out.split_once(&plain(&tokens(SECTION))) {
            functions += 1;
            assert_eq!([before, after].concat(), went_in);
        } else {
            // An expression's place holds only one expression.
            assert!(expression || came_out.starts_with(&went_in), "{came_out}");
        }
    }
    assert!(functions > 100, "only {functions} of the items were functions");
}

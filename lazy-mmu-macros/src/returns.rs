// SPDX-License-Identifier: MIT OR Apache-2.0
//! The return type of a function, as a path in its body may name it.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::parse::{ParseStream, Parser};
use syn::{Result, ReturnType, TypeImplTrait};

/// Returns the return type's own tokens, with `()` in place of each `impl Trait`, which has no name
/// and doesn't matter for the check. `None` for a function that returns nothing.
pub fn nameable(returns: &ReturnType) -> Option<TokenStream> {
    match returns {
        ReturnType::Default => None,
        ReturnType::Type(_, output) => Some(without_impl_trait(output.to_token_stream())),
    }
}

fn without_impl_trait(ty: TokenStream) -> TokenStream {
    let mut named = TokenStream::new();
    let mut tokens = ty.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) if word == "impl" => {
                let span = word.span();
                let rest =
                    TokenStream::from_iter([TokenTree::from(word)].into_iter().chain(tokens));
                let Ok(rest) = after_impl_trait.parse2(rest.clone()) else {
                    // The compiler reports the syntax error.
                    named.extend(rest);
                    return named;
                };
                named.extend(quote_spanned!(span=> ()));
                tokens = rest.into_iter();
            }
            // A constant's braces hold no type.
            TokenTree::Group(group) if group.delimiter() != Delimiter::Brace => {
                let mut changed = Group::new(group.delimiter(), without_impl_trait(group.stream()));
                changed.set_span(group.span());
                named.extend([TokenTree::from(changed)]);
            }
            other => named.extend([other]),
        }
    }
    named
}

fn after_impl_trait(input: ParseStream) -> Result<TokenStream> {
    input.parse::<TypeImplTrait>()?;
    input.parse()
}

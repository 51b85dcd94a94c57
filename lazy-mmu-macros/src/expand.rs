// SPDX-License-Identifier: MIT OR Apache-2.0
//! The expansion: one more statement in the function's body, or the unchanged item and its errors.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::buffer::Cursor;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Attribute, Ident, Item, ItemMacro};

use crate::args::{Args, Defer};
use crate::errors::Errors;
use crate::function;

/// The names that the statement binds if the user gives none.
const SECTION: &str = "_lazy_mmu_section";
const PAUSE: &str = "_lazy_mmu_pause";

pub fn lazy_mmu(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = Args::read(args, &mut errors);
    function::check(&item, &args, &mut errors);
    if let (Some(function), Some(name)) = (item.clone().into_iter().next(), expanded(item.clone()))
    {
        // The span is at the attribute, and the user's own, so the compiler adds no note about a
        // macro.
        errors.at(
            function.span().located_at(Span::call_site()),
            format!(
                "`#[lazy_mmu]` is given twice, here by another name: keep one of them; or the body has a `let {name}` of its own: rename it"
            ),
        );
    }
    match errors.into_compile_errors() {
        None => {
            let statement = guard(&args, &item);
            insert(item, &statement)
        }
        // An expression's place holds only one expression. The errors are the more useful one.
        Some(errors) if function::is_expression(&item) => quote!({ #errors }),
        Some(errors) => quote!(#item #errors),
    }
}

/// Returns the name that a statement of ours binds, if the body has one already. The attribute
/// under another name (`use lazy_mmu as lm;`) can't be told from other attributes. A statement of
/// `guard = …` passes, because a user may have written the like.
fn expanded(function: TokenStream) -> Option<&'static str> {
    let TokenTree::Group(body) = function.into_iter().last()? else { return None };
    if body.delimiter() == Delimiter::None {
        return expanded(body.stream());
    }
    let tokens: Vec<String> = body.stream().into_iter().map(|token| token.to_string()).collect();
    tokens.split(|token| token == ";").find_map(|statement| {
        // Also behind items that end in braces.
        let start = statement.iter().rposition(|token| token == "let")?;
        let [_, name, value @ ..] = &statement[start..] else { return None };
        let guards =
            [(SECTION, "LazyMmuGuard"), (SECTION, "DeferringGuard"), (PAUSE, "PauseGuard")];
        guards
            .iter()
            .find(|(ours, guard)| name == ours && value.iter().any(|token| token == guard))
            .map(|(ours, _)| *ours)
    })
}

/// Returns the statement. It resolves in no scope of the user's, and binds no name that the user
/// could mean.
fn guard(args: &Args, function: &TokenStream) -> TokenStream {
    let mut span = Span::mixed_site();
    if let Some(platform) = &args.platform {
        // The compiler's errors about the mode point at the platform.
        span = span.located_at(platform.span());
    }
    let krate = args
        .krate
        .as_ref()
        .map_or_else(|| quote_spanned!(span=> ::lazy_mmu_core), ToTokens::to_token_stream);
    let mode = args
        .platform
        .as_ref()
        .map_or_else(|| quote_spanned!(span=> #krate::Global), ToTokens::to_token_stream);
    if args.pause.is_some() {
        let name = Ident::new(PAUSE, span);
        return quote_spanned!(span=> let #name = #krate::PauseGuard::<#mode>::pause(););
    }
    let enabled = match &args.defer {
        None => quote_spanned!(span=> #krate::LazyMmuGuard::<#mode>::enable()),
        Some(Defer { given_address: true, .. }) => {
            quote_spanned!(span=> #krate::DeferringGuard::<#mode>::enable_given_address())
        }
        Some(Defer { key, .. }) => {
            // The compiler's error about the type points at the return type, or at `defer` if there
            // is none.
            let returned =
                function::returned(function).unwrap_or_else(|| quote_spanned!(key.span()=> ()));
            let at = span.located_at(returned.span());
            quote_spanned!(at=> #krate::DeferringGuard::<#mode>::enable::<#returned>())
        }
    };
    if let Some(name) = &args.guard {
        // A borrowed guard lives to the end of the body, and can't be moved out or replaced.
        quote_spanned!(span=> let #name = &#enabled;)
    } else {
        let name = Ident::new(SECTION, span);
        quote_spanned!(span=> let #name = #enabled;)
    }
}

/// Returns the function with `statement` in its body, which is the last token. All other tokens are
/// the user's own.
fn insert(function: TokenStream, statement: &TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = function.into_iter().collect();
    if let Some(TokenTree::Group(last)) = tokens.last_mut() {
        let inside = match last.delimiter() {
            Delimiter::None => insert(last.stream(), statement),
            _ => insert_after_items(last.stream(), statement),
        };
        let mut changed = Group::new(last.delimiter(), inside);
        changed.set_span(last.span());
        *last = changed;
    }
    tokens.into_iter().collect()
}

/// Inserts the statement after the items at the start of the body, because clippy wants items
/// first.
fn insert_after_items(body: TokenStream, statement: &TokenStream) -> TokenStream {
    let count = |input: ParseStream| {
        let items = leading_items(input);
        input.parse::<TokenStream>()?;
        Ok(items)
    };
    let count = count.parse2(body.clone()).unwrap_or(0);
    let mut rest = body.into_iter();
    let items = TokenStream::from_iter(rest.by_ref().take(count));
    let rest = TokenStream::from_iter(rest);
    quote!(#items #statement #rest)
}

/// Returns how many of the body's first tokens are inner attributes and items.
fn leading_items(body: ParseStream) -> usize {
    let start = body.cursor();
    let ahead = body.fork();
    let mut end = if ahead.call(Attribute::parse_inner).is_ok() {
        tokens_between(start, ahead.cursor())
    } else {
        None
    };
    let mut count = 0;
    while let Some(tokens) = end {
        count = tokens;
        end = match ahead.parse() {
            // `name! { … }` is a statement.
            Ok(Item::Macro(ItemMacro { ident: None, .. })) | Err(_) => None,
            Ok(_) => tokens_between(start, ahead.cursor()),
        };
    }
    count
}

/// Counts the tokens. Returns `None` if `to` is inside a group that a macro put around several
/// things.
fn tokens_between(mut from: Cursor<'_>, to: Cursor<'_>) -> Option<usize> {
    let mut count = 0;
    while from != to {
        (_, from) = from.token_tree()?;
        count += 1;
    }
    Some(count)
}

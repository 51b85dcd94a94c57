// SPDX-License-Identifier: MIT OR Apache-2.0
//! Finds functions that make a future, whose code a section can't cover.
//!
//! An `async fn` shows it by its first word, and is not looked for here. Other attributes turn an
//! `async fn` into such a function: `async_trait` makes it return a boxed future, and `tokio::test`
//! makes its body run an `async` block to the end. People write such functions by hand, too.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::{GenericArgument, Path, PathArguments, Token, Type, TypeParamBound};

use crate::function::ungrouped;

/// Returns the place where the user wrote `word`. If an attribute wrote it, the compiler would
/// point at that attribute, so this returns `name`, the function's.
pub fn place(word: &Ident, name: Span) -> Span {
    let span = word.span();
    if span.source_text().is_some_and(|text| word == &text) { span } else { name }
}

/// Returns the word that makes a returned type a future, also inside `Pin<Box<…>>`, `Result<…>`, a
/// tuple and the like. A future by another name (an alias, an associated type) isn't seen. A
/// closure's signature and a trait's arguments hold nothing that the function returns.
pub fn returned(output: &Type) -> Option<Ident> {
    match ungrouped(output) {
        Type::ImplTrait(opaque) => bound(&opaque.bounds),
        Type::TraitObject(object) => bound(&object.bounds),
        Type::Path(path) => named(&path.path),
        Type::Reference(reference) => returned(&reference.elem),
        Type::Array(array) => returned(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(returned),
        _ => None,
    }
}

/// Finds `Future`, and the traits that are named after it: `TryFuture`, `IntoFuture`.
fn bound(bounds: &Punctuated<TypeParamBound, Token![+]>) -> Option<Ident> {
    bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            let name = &bound.path.segments.last()?.ident;
            names_a_future(name).then(|| name.clone())
        }
        _ => None,
    })
}

fn names_a_future(of_a_trait: &Ident) -> bool {
    of_a_trait.to_string().ends_with("Future")
}

/// Finds a future in a path: the two names of the crate `futures` for `Pin<Box<dyn Future>>`;
/// `Future<Output = …>` without its `dyn`, as until edition 2018; or one in the type's arguments.
fn named(path: &Path) -> Option<Ident> {
    let last = path.segments.last()?;
    if last.ident == "BoxFuture" || last.ident == "LocalBoxFuture" {
        return Some(last.ident.clone());
    }
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    if arguments.args.iter().any(|argument| matches!(argument, GenericArgument::AssocType(_)))
        && names_a_future(&last.ident)
    {
        return Some(last.ident.clone());
    }
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => returned(ty),
        _ => None,
    })
}

/// Returns the `async` of the first `async` block in a body, also in the call of a macro. Blocks of
/// functions inside the body are not its own.
pub fn block(body: TokenStream) -> Option<Ident> {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    let mut rest = &*tokens;
    let mut is_condition = false;
    while let [token, after @ ..] = rest {
        rest = after;
        match token {
            TokenTree::Ident(word) if word == "async" && !is_condition && starts_a_block(after) => {
                return Some(word.clone());
            }
            TokenTree::Ident(word)
                if word == "fn" && matches!(after, [TokenTree::Ident(_), ..]) =>
            {
                rest = behind_item(after)
            }
            TokenTree::Ident(word) if word == "macro_rules" => rest = behind_item(after),
            TokenTree::Group(group) => {
                if let Some(found) = block(group.stream()) {
                    return Some(found);
                }
            }
            _ => {}
        }
        // No future can stand after these words. In edition 2015, `async` is a variable there.
        is_condition = matches!(token, TokenTree::Ident(word) if ["if", "while", "match", "in"].iter().any(|before| word == before));
    }
    None
}

fn starts_a_block(after_async: &[TokenTree]) -> bool {
    match after_async {
        [TokenTree::Ident(word), rest @ ..] if word == "move" || word == "gen" => {
            starts_a_block(rest)
        }
        [TokenTree::Group(group), ..] => is_block(group),
        _ => false,
    }
}

/// Returns whether these are braces, also from a macro's `$body:block`.
fn is_block(group: &Group) -> bool {
    match group.delimiter() {
        Delimiter::Brace => true,
        Delimiter::None => {
            matches!(&*Vec::from_iter(group.stream()), [TokenTree::Group(inner)] if is_block(inner))
        }
        _ => false,
    }
}

/// Returns the tokens after a function or a `macro_rules!`, given the rest of it. Its body is the
/// first braces.
fn behind_item(rest: &[TokenTree]) -> &[TokenTree] {
    let body = rest.iter().position(
        |token| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace),
    );
    body.map_or(&[], |body| &rest[body + 1..])
}

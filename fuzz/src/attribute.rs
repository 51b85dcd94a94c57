//! `#[lazy_mmu]` on anything: its parser never panics, loses none of the user's tokens, and takes
//! every function that it should.

mod grammar;

use std::str::FromStr;

use arbitrary::{Arbitrary, Result, Unstructured};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::Visit;
use syn::{ExprAsync, Item, ItemFn, ReturnType, Type};

use crate::expand::lazy_mmu;

pub use grammar::Function;

/// The result of the attribute on an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A statement was inserted.
    Accepted,
    /// Errors follow the item, or take the place of an expression.
    Refused,
}

/// Uses the attribute as `bytes` say. Returns `None` if they make no tokens.
///
/// # Panics
///
/// Panics if the parser does, or if its answer is neither the item with a statement nor the item
/// with errors.
pub fn check(bytes: &[u8]) -> Option<Verdict> {
    let (args, item) = source(&mut Unstructured::new(bytes)).ok()??;
    Some(check_tokens(args, item))
}

/// Returns the use of the attribute that `bytes` make, or `None` if they make no tokens.
pub fn function(bytes: &[u8]) -> Option<Function> {
    let (args, item) = source(&mut Unstructured::new(bytes)).ok()??;
    Some(Function { args: args.to_string(), item: item.to_string() })
}

/// Makes a plausible function, any tokens, or any text.
fn source(bytes: &mut Unstructured<'_>) -> Result<Option<(TokenStream, TokenStream)>> {
    Ok(match u8::arbitrary(bytes)? % 4 {
        0 => Some((grammar::tokens(bytes, 2)?, grammar::tokens(bytes, 3)?)),
        1 => {
            let text = String::from_utf8_lossy(bytes.bytes(bytes.len())?).into_owned();
            let (args, item) = text.split_once('\n').unwrap_or(("", &text));
            TokenStream::from_str(args).ok().zip(TokenStream::from_str(item).ok())
        }
        _ => {
            let Function { args, item } = Function::arbitrary(bytes)?;
            TokenStream::from_str(&args).ok().zip(TokenStream::from_str(&item).ok())
        }
    })
}

/// Does as [`check`], with tokens.
///
/// # Panics
///
/// Panics as [`check`] does.
pub fn check_tokens(args: TokenStream, item: TokenStream) -> Verdict {
    let has_no_args = args.is_empty();
    let verdict = verdict(&item, lazy_mmu(args, item.clone()));
    // If syn can parse the item, its answer decides.
    if let Ok(function) = syn::parse2::<ItemFn>(item.clone()) {
        if verdict == Verdict::Accepted {
            assert!(can_be_in_a_section(&function), "accepted: {item}");
        } else if has_no_args {
            // The last two may be inside a macro call, which syn does not read.
            let is_told = ["lazy_mmu", "Future", "async"].iter().any(|word| mentions(&item, word));
            assert!(!can_be_in_a_section(&function) || is_told, "refused: {item}");
        }
    }
    verdict
}

fn verdict(item: &TokenStream, expanded: TokenStream) -> Verdict {
    let (before, after) = (flat(item.clone()), flat(expanded.clone()));
    let same = before.iter().zip(&after).take_while(|(before, after)| before == after).count();
    if same == before.len() && errors(&after[same..]) {
        return Verdict::Refused;
    }
    let number = after.len().saturating_sub(before.len());
    // The statement and what follows it may begin alike.
    for start in same.saturating_sub(number)..=same {
        let (inserted, rest) = after[start..].split_at(number.min(after.len() - start));
        if is_let_statement(inserted) && before[start..] == *rest {
            return Verdict::Accepted;
        }
    }
    // `{ errors }` takes the place of an expression.
    match expanded.into_iter().collect::<Vec<_>>().as_slice() {
        [TokenTree::Group(block)] if errors(&flat(block.stream())) => Verdict::Refused,
        _ => panic!("tokens were lost, or came from nowhere: {item}"),
    }
}

fn is_let_statement(tokens: &[String]) -> bool {
    tokens.first().is_some_and(|first| first == "let")
        && tokens.iter().position(|token| token == ";") == Some(tokens.len() - 1)
}

/// Returns whether the tokens are `compile_error! { "…" }`, once or more, and nothing else.
fn errors(tokens: &[String]) -> bool {
    let is_error = |error: &[String]| matches!(error, [name, not, _, _, _] if name == "compile_error" && not == "!");
    !tokens.is_empty() && tokens.chunks(5).all(is_error)
}

/// Lists the tokens one by one; invisible groups have their marks, too.
fn flat(tokens: TokenStream) -> Vec<String> {
    let mut flat = Vec::new();
    for token in tokens {
        if let TokenTree::Group(group) = token {
            let (open, close) = match group.delimiter() {
                proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                proc_macro2::Delimiter::Brace => ("{", "}"),
                proc_macro2::Delimiter::Bracket => ("[", "]"),
                proc_macro2::Delimiter::None => ("", ""),
            };
            flat.push(open.to_owned());
            flat.extend(self::flat(group.stream()));
            flat.push(close.to_owned());
        } else {
            flat.push(token.to_string());
        }
    }
    flat
}

/// Returns whether a section can span the function's body, by syn's reading.
fn can_be_in_a_section(function: &ItemFn) -> bool {
    let is_never = matches!(&function.sig.output, ReturnType::Type(_, output) if is_never(output));
    let is_naked =
        mentions(&function.attrs.iter().map(ToTokens::to_token_stream).collect(), "naked");
    let mut futures = AsyncBlocks(0);
    futures.visit_block(&function.block);
    function.sig.asyncness.is_none()
        && function.sig.constness.is_none()
        && !is_never
        && !is_naked
        && futures.0 == 0
}

/// Counts the `async` blocks of a body, without those of its items.
struct AsyncBlocks(usize);

impl Visit<'_> for AsyncBlocks {
    fn visit_expr_async(&mut self, _: &ExprAsync) {
        self.0 += 1;
    }

    fn visit_item(&mut self, _: &Item) {}
}

fn is_never(ty: &Type) -> bool {
    match ty {
        Type::Never(_) => true,
        Type::Paren(inner) => is_never(&inner.elem),
        Type::Group(inner) => is_never(&inner.elem),
        _ => false,
    }
}

fn mentions(tokens: &TokenStream, word: &str) -> bool {
    flat(tokens.clone()).iter().any(|token| token == word)
}

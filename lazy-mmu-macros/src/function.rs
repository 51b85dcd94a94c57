// SPDX-License-Identifier: MIT OR Apache-2.0
//! Checks that an item is a function whose body can run in a section.
//!
//! It reads only the parts that decide this: the attributes, the words before `fn`, the return
//! type, and whether a body stands at the end. Syntax that syn doesn't know is left to the
//! compiler.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Expr, Generics, Ident, LitStr, Path, ReturnType, Token, Type, Visibility};

use crate::args::{Args, Defer};
use crate::errors::Errors;
use crate::futures;
use crate::returns::nameable;

/// Adds an error for everything that keeps `item` from running its body in the section or the pause
/// that `args` ask for.
pub fn check(item: &TokenStream, args: &Args, errors: &mut Errors) {
    match syn::parse2::<Item>(item.clone()) {
        Ok(parsed) => parsed.check(is_expression(item), args, errors),
        Err(error) => errors.add(error),
    }
}

/// Returns a function's return type, as its body may name it, or `None` if it returns nothing.
pub fn returned(function: &TokenStream) -> Option<TokenStream> {
    nameable(&syn::parse2::<Item>(function.clone()).ok()?.returns?)
}

/// Returns whether the item is an expression. Our attribute may not stand there, but the compiler
/// expands it all the same, to look for more errors.
pub fn is_expression(item: &TokenStream) -> bool {
    // A macro that writes items looks like one that writes an expression.
    !matches!(syn::parse2(item.clone()), Ok(Expr::Macro(_)) | Err(_))
}

/// Returns the type without the invisible groups of a macro's `$t:ty`, and without parentheses.
pub fn ungrouped(mut ty: &Type) -> &Type {
    loop {
        ty = match ty {
            Type::Group(group) => &group.elem,
            Type::Paren(paren) => &paren.elem,
            other => return other,
        }
    }
}

struct Item {
    /// The last word of each attribute's path.
    attributes: Vec<Ident>,
    /// The start, after attributes and visibility.
    start: Span,
    /// `const`, `unsafe`, `extern` and so on.
    qualifiers: Vec<Ident>,
    /// The word after these: `fn`, if all is well.
    keyword: Option<Ident>,
    /// The word after that.
    name: Span,
    /// Whether this is `name!`, which may write anything.
    is_macro_call: bool,
    /// `None` if this is no function.
    returns: Option<ReturnType>,
    /// The tokens between the braces at the end, or the place where the braces should be.
    body: Result<TokenStream, Span>,
}

impl Parse for Item {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        Ok(Self {
            attributes: attributes.iter().filter_map(name).collect(),
            start: input.span(),
            qualifiers: qualifiers(input)?,
            keyword: input.fork().call(Ident::parse_any).ok(),
            name: name_of_function(&input.fork()).unwrap_or_else(|_| input.span()),
            is_macro_call: is_macro_call(&input.fork()),
            returns: returns(&input.fork()).ok(),
            body: body(input.parse()?),
        })
    }
}

impl Item {
    fn check(&self, is_expression: bool, args: &Args, errors: &mut Errors) {
        if let Some(again) = self.attribute("lazy_mmu") {
            // The other attribute is expanded next, and checks the rest.
            return errors.at(again.span(), "`#[lazy_mmu]` is given twice: keep one of them");
        }
        let (place, instead) = match &self.keyword {
            Some(keyword) if keyword == "fn" => return self.check_function(args, errors),
            Some(keyword) if ["impl", "trait", "mod"].iter().any(|holder| keyword == holder) => (
                keyword.span(),
                format!("put it on those inside this `{keyword}` that write page tables"),
            ),
            _ if self.begins_an_item() && !is_expression => {
                (self.start, "put it on those that write page tables".to_owned())
            }
            _ if self.is_macro_call => {
                (self.start, "put it on those that this macro writes".to_owned())
            }
            _ => (
                self.start,
                format!("for a block or a closure, use `lazy_mmu_core::{}`", args.closure_form()),
            ),
        };
        errors.at(place, format!("`#[lazy_mmu]` goes on functions: {instead}"));
    }

    fn begins_an_item(&self) -> bool {
        const ITEMS: [&str; 10] = [
            "struct",
            "enum",
            "union",
            "type",
            "use",
            "static",
            "const",
            "extern",
            "macro_rules",
            "macro",
        ];
        self.qualifiers
            .iter()
            .chain(&self.keyword)
            .any(|word| ITEMS.iter().any(|item| word == item))
    }

    fn check_function(&self, args: &Args, errors: &mut Errors) {
        let noun = args.noun();
        for qualifier in &self.qualifiers {
            let message = match qualifier.to_string().as_str() {
                "async" => {
                    "cannot be held across `.await`: put `#[lazy_mmu]` on a plain `fn` that the `async fn` calls"
                }
                "gen" => {
                    "cannot be held across `yield`: put `#[lazy_mmu]` on a plain `fn` that the `gen fn` calls"
                }
                "const" => {
                    "cannot begin at compile time: remove `const`, or put `#[lazy_mmu]` on a plain `fn` that calls this one"
                }
                _ => continue,
            };
            errors.at(qualifier.span(), format!("a {noun} {message}"));
        }
        if let Some(naked) = self.attribute("naked") {
            errors.at(naked.span(), format!("a naked function cannot end a {noun}: put `#[lazy_mmu]` on a function that calls it"));
        }
        if let Some(never) = self.never() {
            errors.at(
                never,
                format!(
                    "this function never returns, so its {noun} would never end: put `#[lazy_mmu]` on one that it calls, and that returns"
                ),
            );
        }
        let is_async = self.qualifiers.iter().any(|qualifier| qualifier == "async");
        if !is_async && self.check_futures(noun, errors) {
            // One error about the return type is enough.
        } else if let Some(Defer { key, given_address: false }) = &args.defer {
            self.check_returned(key, errors);
        }
        if let Err(instead) = self.body {
            errors.at(
                instead,
                format!("there is no body to run in a {noun}: put `#[lazy_mmu]` on the functions that implement this one, or call it"),
            );
        }
    }

    /// Adds one error if the function makes a future, and returns whether it does.
    fn check_futures(&self, noun: &str, errors: &mut Errors) -> bool {
        const RETURNED: &str = "the future that this function returns, which runs later: put `#[lazy_mmu]` on a plain `fn` that the future calls";
        const BLOCK: &str = "an `async` block, which runs later or across `.await`: put `#[lazy_mmu]` on a plain `fn` that the block calls, \
                             or make the block in another function";
        let returned = match &self.returns {
            Some(ReturnType::Type(_, output)) => futures::returned(output),
            _ => None,
        };
        let block = || futures::block(self.body.clone().ok()?);
        let future = returned.map(|at| (at, RETURNED)).or_else(|| Some((block()?, BLOCK)));
        if let Some((word, what)) = &future {
            errors.at(futures::place(word, self.name), format!("a {noun} does not cover {what}"));
        }
        future.is_some()
    }

    /// Adds an error if the body can't name the return type, which `key` requires.
    fn check_returned(&self, key: &Ident, errors: &mut Errors) {
        let output = match &self.returns {
            None => {
                let message = "`#[lazy_mmu(defer)]` cannot read what this function returns: name the type, by `type NAME = …`, and return that";
                return errors.at(key.span(), message);
            }
            Some(ReturnType::Default) => return,
            Some(ReturnType::Type(_, output)) => ungrouped(output),
        };
        if let Type::ImplTrait(opaque) = output {
            errors.at(
                opaque.impl_token.span,
                "`#[lazy_mmu(defer)]` cannot see whether this is an `Unsettled`: return `Unsettled<impl …, _>`, or name the type",
            );
        }
    }

    fn attribute(&self, name: &str) -> Option<&Ident> {
        self.attributes.iter().find(|attribute| *attribute == name)
    }

    /// Returns the `!` of the return type, also from a macro's `$t:ty`.
    fn never(&self) -> Option<Span> {
        let Some(ReturnType::Type(_, output)) = &self.returns else { return None };
        match ungrouped(output) {
            Type::Never(never) => Some(never.bang_token.span),
            _ => None,
        }
    }
}

/// Returns an attribute's name: `naked` of `#[naked]` and of `#[unsafe(naked)]`.
fn name(attribute: &Attribute) -> Option<Ident> {
    let inside = |input: ParseStream| {
        let path = input.call(Path::parse_mod_style)?;
        input.parse::<TokenStream>()?;
        Ok(path)
    };
    let path = if attribute.path().is_ident("unsafe") {
        attribute.parse_args_with(inside).ok()?
    } else {
        attribute.path().clone()
    };
    path.segments.last().map(|segment| segment.ident.clone())
}

fn qualifiers(input: ParseStream) -> syn::Result<Vec<Ident>> {
    const QUALIFIERS: [&str; 8] =
        ["default", "const", "async", "gen", "safe", "unsafe", "extern", "auto"];
    let mut qualifiers = Vec::new();
    loop {
        let ahead = input.fork();
        match ahead.call(Ident::parse_any) {
            Ok(word) if QUALIFIERS.iter().any(|qualifier| word == qualifier) => {
                input.advance_to(&ahead);
                input.parse::<Option<LitStr>>()?; // of `extern "C"`
                qualifiers.push(word);
            }
            _ => return Ok(qualifiers),
        }
    }
}

fn name_of_function(input: ParseStream) -> syn::Result<Span> {
    input.call(Ident::parse_any)?;
    Ok(input.call(Ident::parse_any)?.span())
}

fn is_macro_call(input: ParseStream) -> bool {
    input.call(Path::parse_mod_style).is_ok() && input.peek(Token![!])
}

fn returns(input: ParseStream) -> syn::Result<ReturnType> {
    input.parse::<Token![fn]>()?;
    input.call(Ident::parse_any)?;
    input.parse::<Generics>()?;
    input.parse::<Group>()?; // the arguments
    input.parse()
}

/// Returns the tokens between the braces that end a function, also inside the invisible groups of a
/// macro. The error is the place of the token that stands there instead.
fn body(tokens: TokenStream) -> Result<TokenStream, Span> {
    match tokens.into_iter().last() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            Ok(group.stream())
        }
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::None => {
            body(group.stream())
        }
        Some(other) => Err(other.span()),
        None => Err(Span::call_site()),
    }
}

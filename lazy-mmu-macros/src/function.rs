//! Whether an item is a function whose body can run in a section.
//!
//! Only what decides that is read: the attributes, the words before `fn`, the return type, and whether a body stands at the end. Syntax
//! that syn does not know is left to the compiler.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Generics, Ident, LitStr, Path, Result, ReturnType, Token, Type, Visibility};

use crate::errors::Errors;

/// Adds an error for everything that keeps `item` from running its body in a `noun`: a section or a pause.
pub fn check(item: &TokenStream, noun: &str, errors: &mut Errors) {
    match syn::parse2::<Item>(item.clone()) {
        Ok(item) => item.check(noun, errors),
        Err(error) => errors.add(error),
    }
}

struct Item {
    /// The last word of each attribute's path.
    attributes: Vec<Ident>,
    /// Where it starts, after attributes and visibility.
    start: Span,
    /// `const`, `unsafe`, `extern` and so on.
    qualifiers: Vec<Ident>,
    /// The word after these: `fn`, if all is well.
    keyword: Option<Ident>,
    /// `None` for what is no function.
    returns: Option<ReturnType>,
    /// What stands where the body should.
    instead_of_body: Option<Span>,
}

impl Parse for Item {
    fn parse(input: ParseStream) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        Ok(Self {
            attributes: attributes.iter().filter_map(name).collect(),
            start: input.span(),
            qualifiers: qualifiers(input)?,
            keyword: input.fork().call(Ident::parse_any).ok(),
            returns: returns(&input.fork()).ok(),
            instead_of_body: instead_of_body(input.parse()?),
        })
    }
}

impl Item {
    fn check(&self, noun: &str, errors: &mut Errors) {
        if let Some(again) = self.attribute("lazy_mmu") {
            // That one is expanded next, and checks the rest.
            return errors.at(again.span(), "`#[lazy_mmu]` is given twice: keep one of them");
        }
        match &self.keyword {
            Some(keyword) if keyword == "fn" => self.check_function(noun, errors),
            Some(keyword) if ["impl", "trait", "mod"].iter().any(|holder| keyword == holder) => errors.at(
                keyword.span(),
                format!("`#[lazy_mmu]` goes on functions: put it on those inside this `{keyword}` that write page tables"),
            ),
            _ => errors.at(self.start, "`#[lazy_mmu]` goes on functions: for a block or a closure, use `lazy_mmu_core::section`"),
        }
    }

    fn check_function(&self, noun: &str, errors: &mut Errors) {
        for qualifier in &self.qualifiers {
            let message = match qualifier.to_string().as_str() {
                "async" => "cannot be held across `.await`: put `#[lazy_mmu]` on a plain `fn` that the `async fn` calls",
                "gen" => "cannot be held across `yield`: put `#[lazy_mmu]` on a plain `fn` that the `gen fn` calls",
                "const" => "cannot begin at compile time: remove `const`, or put `#[lazy_mmu]` on a plain `fn` that calls this one",
                _ => continue,
            };
            errors.at(qualifier.span(), format!("a {noun} {message}"));
        }
        if let Some(naked) = self.attribute("naked") {
            errors.at(naked.span(), format!("a naked function cannot end a {noun}: put `#[lazy_mmu]` on a function that calls it"));
        }
        if let Some(never) = self.never() {
            errors.at(never, format!("a {noun} ends when its function returns: put `#[lazy_mmu]` on a function that does"));
        }
        if let Some(instead) = self.instead_of_body {
            errors.at(instead, format!("there is no body to run in a {noun}: put `#[lazy_mmu]` on the functions that have one"));
        }
    }

    fn attribute(&self, name: &str) -> Option<&Ident> {
        self.attributes.iter().find(|attribute| *attribute == name)
    }

    /// The `!` that it returns, also behind a macro's `$t:ty`.
    fn never(&self) -> Option<Span> {
        let Some(ReturnType::Type(_, output)) = &self.returns else { return None };
        let mut output = &**output;
        loop {
            match output {
                Type::Never(never) => return Some(never.bang_token.span),
                Type::Group(group) => output = &group.elem,
                Type::Paren(paren) => output = &paren.elem,
                _ => return None,
            }
        }
    }
}

/// `naked` of `#[naked]` and of `#[unsafe(naked)]`.
fn name(attribute: &Attribute) -> Option<Ident> {
    let inside = |input: ParseStream| {
        let path = input.call(Path::parse_mod_style)?;
        input.parse::<TokenStream>()?;
        Ok(path)
    };
    let path = if attribute.path().is_ident("unsafe") { attribute.parse_args_with(inside).ok()? } else { attribute.path().clone() };
    path.segments.last().map(|segment| segment.ident.clone())
}

fn qualifiers(input: ParseStream) -> Result<Vec<Ident>> {
    const QUALIFIERS: [&str; 8] = ["default", "const", "async", "gen", "safe", "unsafe", "extern", "auto"];
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

fn returns(input: ParseStream) -> Result<ReturnType> {
    input.parse::<Token![fn]>()?;
    input.call(Ident::parse_any)?;
    input.parse::<Generics>()?;
    input.parse::<Group>()?; // the arguments
    input.parse()
}

/// `None` if the last of the tokens are braces, within whatever invisible groups a macro put around them.
fn instead_of_body(tokens: TokenStream) -> Option<Span> {
    match tokens.into_iter().last() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => None,
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::None => instead_of_body(group.stream()),
        Some(other) => Some(other.span()),
        None => Some(Span::call_site()),
    }
}

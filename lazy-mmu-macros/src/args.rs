// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Args`]: the arguments between the parentheses of `#[lazy_mmu(…)]`.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Error, Ident, Path, Result, Token, Type};

use crate::errors::Errors;
use crate::function::ungrouped;
use crate::suggest;

#[derive(Default)]
pub struct Args {
    /// `platform = TYPE`
    pub platform: Option<Type>,
    /// `guard = NAME`
    pub guard: Option<Ident>,
    /// `crate = PATH`
    pub krate: Option<Path>,
    /// `pause`
    pub pause: Option<Ident>,
    /// `defer` or `defer = given_address`
    pub defer: Option<Defer>,
}

/// `defer`: the end of the section leaves the flush to the caller's section.
pub struct Defer {
    pub key: Ident,
    /// The caller chose the address, so the return type is not looked at.
    pub given_address: bool,
}

impl Args {
    /// Reads the arguments. Each argument that can't be read gets its error.
    pub fn read(args: TokenStream, errors: &mut Errors) -> Self {
        let mut read = Self::default();
        let parser = |input: ParseStream| {
            while !input.is_empty() {
                if let Err(error) = read.argument(input) {
                    errors.add(error);
                    skip_to_comma(input)?;
                }
                input.parse::<Option<Token![,]>>()?;
            }
            Ok(())
        };
        // This error of syn is about tokens left over inside a group.
        if let Err(leftover) = parser.parse2(args) {
            errors.add(leftover);
        }
        if let (Some(_), Some(guard)) = (&read.pause, &read.guard) {
            errors.at(guard.span(), format!("`#[lazy_mmu(pause)]` has no guard to name: remove `guard = {guard}`, or `pause`"));
        }
        if let (Some(_), Some(defer)) = (&read.pause, &read.defer) {
            errors.at(
                defer.key.span(),
                "`#[lazy_mmu(pause)]` defers nothing: remove `defer`, or `pause`",
            );
        }
        read
    }

    /// Returns the word that an error uses for the section or pause.
    pub fn noun(&self) -> &'static str {
        if self.pause.is_some() { "pause" } else { "section" }
    }

    /// Returns the name of the function that takes a closure.
    pub fn closure_form(&self) -> &'static str {
        match (&self.pause, &self.defer) {
            (Some(_), _) => "paused",
            (None, Some(_)) => "section_deferred",
            (None, None) => "section",
        }
    }

    fn argument(&mut self, input: ParseStream) -> Result<()> {
        let (start, all) = (input.span(), until_comma(&input.fork())?);
        if input.peek(Token![,]) {
            return Err(
                input.error("remove this `,`, or put an argument of `#[lazy_mmu]` before it")
            );
        }
        if input.peek(Token![crate]) && input.peek2(Token![::]) {
            return Err(unknown(start, &all));
        }
        let key = input.call(Ident::parse_any).map_err(|_| unknown(start, &all))?;
        match key.to_string().as_str() {
            "platform" => {
                let platform = value(
                    &key,
                    "a type that is known here, the kernel's or a parameter `M: Mode`",
                    input,
                    platform,
                )?;
                once(&mut self.platform, platform, &key)?;
            }
            "guard" => {
                let guard = value(&key, "a name", input, |input| input.parse())?;
                once(&mut self.guard, guard, &key)?;
            }
            "crate" => {
                let krate = value(&key, "a path", input, Path::parse_mod_style)?;
                once(&mut self.krate, krate, &key)?;
            }
            "pause" => {
                if !ends(input) {
                    return Err(input.error("`pause` takes no value: write `#[lazy_mmu(pause)]`"));
                }
                once(&mut self.pause, key.clone(), &key)?;
            }
            "defer" => {
                let given_address = !ends(input);
                if given_address {
                    let what = "no value, or `given_address` where the caller chose the address";
                    value(&key, what, input, word_given_address)?;
                }
                once(&mut self.defer, Defer { key: key.clone(), given_address }, &key)?;
            }
            _ => return Err(unknown(start, &all)),
        }
        if input.peek(Ident::peek_any) {
            Err(input.error("put a `,` between the arguments of `#[lazy_mmu]`"))
        } else {
            Ok(())
        }
    }
}

/// Returns whether an argument ends here: the next one follows, maybe without its comma.
fn ends(input: ParseStream) -> bool {
    input.is_empty() || input.peek(Token![,]) || input.peek(Ident::peek_any)
}

/// Reads `= VALUE` after its key. An error calls the value `what`.
fn value<T>(
    key: &Ident,
    what: &str,
    input: ParseStream,
    parse: fn(ParseStream) -> Result<T>,
) -> Result<T> {
    let behind_key = until_comma(&input.fork())?;
    let wrong = |span| {
        let form = match suggest::value(behind_key.clone(), parse) {
            Some(value) => format!("{key} = {value}"),
            None if key == "defer" && !suggest::is_given_address(&behind_key) => key.to_string(),
            None => suggest::form(&key.to_string()),
        };
        Error::new(span, format!("`{key}` takes {what}: write `#[lazy_mmu({form})]`"))
    };
    let equals = input.parse::<Option<Token![=]>>()?;
    if equals.is_none() || input.is_empty() || input.peek(Token![,]) {
        return Err(wrong(key.span()));
    }
    // On a fork, so that tokens that a wrong value leaves unread aren't a second error.
    let ahead = input.fork();
    let value = parse(&ahead).map_err(|error| wrong(error.span()))?;
    if !ends(&ahead) {
        return Err(wrong(ahead.span()));
    }
    input.advance_to(&ahead);
    Ok(value)
}

/// Reads a type that could be a platform. The other types are refused here, because the compiler's
/// words for them would speak of core's inside.
fn platform(input: ParseStream) -> Result<Type> {
    let start = input.span();
    let platform = input.parse()?;
    match ungrouped(&platform) {
        Type::Infer(_) | Type::ImplTrait(_) | Type::TraitObject(_) | Type::Never(_) => {
            Err(Error::new(start, ""))
        } // `value` has the words
        _ => Ok(platform),
    }
}

fn word_given_address(input: ParseStream) -> Result<()> {
    let word = input.call(Ident::parse_any)?;
    if word == "given_address" { Ok(()) } else { Err(Error::new(word.span(), "")) } // `value` has the words
}

fn once<T>(place: &mut Option<T>, value: T, key: &Ident) -> Result<()> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(Error::new(
            key.span(),
            format!("`{key}` is given twice to `#[lazy_mmu]`: keep one of them"),
        )),
    }
}

fn unknown(span: Span, argument: &TokenStream) -> Error {
    let message = match suggest::argument(argument) {
        Some(meant) => format!("unknown argument: did you mean `#[lazy_mmu({meant})]`?"),
        None => "unknown argument: `#[lazy_mmu]` takes `platform = TYPE`, `defer`, `pause`, `guard = NAME` and `crate = PATH`".to_owned(),
    };
    Error::new(span, message)
}

fn skip_to_comma(input: ParseStream) -> Result<()> {
    until_comma(input).map(drop)
}

fn until_comma(input: ParseStream) -> Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        tokens.extend([input.parse::<TokenTree>()?]);
    }
    Ok(tokens)
}

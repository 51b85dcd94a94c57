// SPDX-License-Identifier: MIT OR Apache-2.0
//! Suggests the argument that the user may have meant by one that the attribute doesn't take.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, LitStr, Path, Result, Token, Type};

/// The arguments that take a value, and an example of the value, for a user who gave none.
const VALUES: [(&str, &str); 3] =
    [("platform", "MyKernel"), ("guard", "mmu"), ("crate", "my_kernel::lazy_mmu_core")];

/// The only value of `defer`.
pub const GIVEN_ADDRESS: &str = "given_address";

/// Other words for the arguments, by their first letters. Typing errors need no entry.
const WORDS: [(&str, &str); 9] = [
    ("paus", "pause"),
    ("eager", "pause"),
    ("defer", "defer"),
    ("mode", "platform"),
    ("kernel", "platform"),
    ("arch", "platform"),
    ("name", "guard"),
    ("krate", "crate"),
    ("path", "crate"),
];

/// Returns the argument that these tokens may mean, up to the next `,`: `platform = Kernel` for
/// `Kernel`, `pause` for `paused`.
pub fn argument(tokens: &TokenStream) -> Option<String> {
    let tokens = bare(tokens.clone());
    let (key, value) = key_and_value.parse2(tokens.clone()).ok()?;
    let key = key.map(|key| key.unraw().to_string());
    let is_a_word = key.as_ref().is_some_and(|key| ["Pause", "Defer"].contains(&&**key));
    if let Some(ty) = named_type(&tokens).filter(|_| value.is_none() && !is_a_word) {
        return Some(format!("platform = {ty}"));
    }
    let meant = name(&key?)?;
    Some(match (meant, value) {
        (GIVEN_ADDRESS, _) => format!("defer = {GIVEN_ADDRESS}"),
        ("defer", Some(value)) if is_given_address(&value) => format!("defer = {GIVEN_ADDRESS}"),
        ("defer" | "pause", _) => meant.to_owned(),
        (_, Some(value)) if is_value(meant, &value) => format!("{meant} = {}", text(&value)),
        _ => form(meant),
    })
}

fn is_value(key: &str, value: &TokenStream) -> bool {
    match key {
        "platform" => syn::parse2::<Type>(value.clone()).is_ok(),
        "guard" => syn::parse2::<Ident>(value.clone()).is_ok(),
        _ => Path::parse_mod_style.parse2(value.clone()).is_ok(),
    }
}

/// Returns the value that the tokens after a key may mean: `Kernel` for `(Kernel)`, `= "Kernel"`
/// and `: Kernel`. `None` if `parse` doesn't take it.
pub fn value<T>(behind_key: TokenStream, parse: fn(ParseStream) -> Result<T>) -> Option<String> {
    let meant = bare(separated.parse2(behind_key).ok()?);
    parse.parse2(meant.clone()).ok()?;
    Some(text(&meant))
}

/// Returns `key` with an example of its value.
pub fn form(key: &str) -> String {
    let value =
        VALUES.iter().find(|(name, _)| *name == key).map_or(GIVEN_ADDRESS, |(_, value)| value);
    format!("{key} = {value}")
}

/// Returns whether the tokens after `defer` can only mean its one value.
pub fn is_given_address(behind_key: &TokenStream) -> bool {
    let value = separated.parse2(behind_key.clone()).unwrap_or_default();
    let word = bare(value).to_string().to_lowercase();
    word.starts_with("given") || word.contains("address") || is_near(&word, GIVEN_ADDRESS)
}

/// Returns the argument that `word` means: another word for it, or its name with a mistake.
fn name(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    let names = ["pause", "defer", GIVEN_ADDRESS].into_iter().chain(VALUES.map(|(name, _)| name));
    let near = names.filter(|name| is_near(&word, name)).min_by_key(|name| distance(&word, name));
    near.or_else(|| WORDS.iter().find(|(begin, _)| word.starts_with(begin)).map(|(_, name)| *name))
}

/// Allows one mistake in three letters, as the compiler does for names.
fn is_near(word: &str, name: &str) -> bool {
    distance(word, name) <= name.len().min(word.len()).max(3) / 3
}

/// Counts the letters to change, to add, to remove, or to exchange with the next.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut rows = vec![vec![0; to.len() + 1]; from.len() + 1];
    for i in 0..=from.len() {
        for j in 0..=to.len() {
            rows[i][j] = match (i, j) {
                (0, _) | (_, 0) => i + j,
                _ => {
                    let changed = rows[i - 1][j - 1] + usize::from(from[i - 1] != to[j - 1]);
                    let exchanged =
                        i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                    let least = changed.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                    if exchanged { least.min(rows[i - 2][j - 2] + 1) } else { least }
                }
            };
        }
    }
    rows[from.len()][to.len()]
}

/// Reads a word, and the tokens after it: after `=`, `:` or `==`, or in parentheses. A path is all
/// key.
fn key_and_value(input: ParseStream) -> Result<(Option<Ident>, Option<TokenStream>)> {
    let key = Ident::parse_any(input).ok();
    if input.is_empty() || input.peek(Token![::]) || input.peek(Token![<]) || key.is_none() {
        input.parse::<TokenStream>()?;
        return Ok((key, None));
    }
    Ok((key, Some(bare(separated(input)?))))
}

/// Reads the tokens after the signs that other attributes have between a key and its value.
fn separated(input: ParseStream) -> Result<TokenStream> {
    while input.peek(Token![=])
        || input.peek(Token![:]) && !input.peek(Token![::])
        || input.peek(Token![>])
    {
        input.parse::<TokenTree>()?;
    }
    input.parse()
}

/// Removes the quotes or the parentheses around all of the value.
fn bare(value: TokenStream) -> TokenStream {
    match &*Vec::from_iter(value.clone()) {
        [TokenTree::Group(group)] if group.delimiter() != Delimiter::Brace => bare(group.stream()),
        [TokenTree::Literal(_)] => {
            syn::parse2::<LitStr>(value.clone()).and_then(|text| text.parse()).unwrap_or(value)
        }
        _ => value,
    }
}

/// Returns a type whose name looks like a kernel's: `Kernel`, `crate::Kernel<u8>`.
fn named_type(tokens: &TokenStream) -> Option<String> {
    let Type::Path(path) = syn::parse2(tokens.clone()).ok()? else { return None };
    let name = path.path.segments.last()?.ident.unraw().to_string();
    name.starts_with(char::is_uppercase).then(|| text(tokens))
}

/// Formats tokens as people write them.
fn text(tokens: &TokenStream) -> String {
    let spaced = tokens.to_string();
    let mut text = String::new();
    for (i, c) in spaced.char_indices() {
        let glued = |c: char| ":<>&".contains(c);
        let (before, after) = (text.chars().last(), spaced[i + c.len_utf8()..].chars().next());
        let is_between =
            before.is_some_and(glued) || after.is_some_and(|after| glued(after) || after == ',');
        if !(c == ' ' && is_between) {
            text.push(c);
        }
    }
    text
}

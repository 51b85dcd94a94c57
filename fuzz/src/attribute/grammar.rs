//! Rust out of bytes: any tokens, and functions that could compile.

use arbitrary::{Result, Unstructured};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

const GROUPS: [Delimiter; 5] = [
    Delimiter::Brace,
    Delimiter::Brace,
    Delimiter::Bracket,
    Delimiter::None,
    Delimiter::Parenthesis,
];

/// Words of one token each.
const WORDS: [&str; 48] = [
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
    "gen",
    "safe",
    "dyn",
    "mut",
    "defer",
    "T",
    "_",
    "1",
    "'a",
    "=",
    ",",
    ";",
    ":",
    ".",
    "#",
    "!",
    "<",
    ">",
    "-",
    "|",
    "&",
    "$",
    "given_address",
    "r#type",
];

/// Makes up to eight tokens or groups, which nest to `depth`.
pub fn tokens(bytes: &mut Unstructured<'_>, depth: usize) -> Result<TokenStream> {
    let number = bytes.int_in_range(0..=8)?;
    (0..number).map(|_| token(bytes, depth)).collect()
}

fn token(bytes: &mut Unstructured<'_>, depth: usize) -> Result<TokenTree> {
    if depth > 0 && bytes.ratio(5u8, 12)? {
        let delimiter = *bytes.choose(&GROUPS)?;
        return Ok(Group::new(delimiter, tokens(bytes, depth - 1)?).into());
    }
    let word: TokenStream = bytes.choose(&WORDS)?.parse().expect("each of them is a token");
    Ok(word.into_iter().next().expect("one"))
}

/// A use of the attribute on a function: many of its words are right, and some are wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// The attribute's arguments.
    pub args: String,
    /// The function, on one line.
    pub item: String,
}

const ARGS: [&str; 12] = [
    "pause",
    "guard = mmu",
    "platform = lazy_mmu_core::NoLazyMmu",
    "crate = ::lazy_mmu_core",
    "platform = T",
    "platform = Unknown",
    "crate = unknown",
    "defer",
    "platform = <u8 as Named>::Mode",
    "guard = a",
    "defer = unknown",
    "defer = given_address",
];
const ATTRIBUTES: [&str; 14] = [
    "/** Doc. */",
    "#[inline]",
    "#[cold]",
    "#[must_use]",
    "#[track_caller]",
    "#[allow(unused)]",
    "#[expect(unused_variables)]",
    "#[deny(unused)]",
    "#[deprecated]",
    "#[cfg(all())]",
    "#[cfg(any())]",
    "#[doc(hidden)]",
    "#[derive(Debug)]",
    "#[unknown]",
];
const QUALIFIERS: [&str; 10] = [
    "pub ",
    "pub(crate) ",
    "unsafe ",
    "extern \"C\" ",
    "extern ",
    "async ",
    "const ",
    "safe ",
    "default ",
    "gen ",
];
const GENERICS: [&str; 7] = [
    "<T>",
    "<'a, T: Copy>",
    "<const N: usize>",
    "<T: lazy_mmu_core::Mode>",
    "<T,>",
    "<>",
    "<T: ?Sized = u8>",
];
const PARAMETERS: [&str; 14] = [
    "a: u8",
    "mut b: Vec<u8>",
    "(c, d): (u8, u8)",
    "_: &str",
    "e: &mut u8",
    "f: impl Fn(u8) -> u8",
    "#[cfg(any())] g: u8",
    "h: [u8; { 1 + 1 }]",
    "i: T",
    "self",
    "&mut self",
    "j: !",
    "k",
    "mmu: u8",
];
const RETURNS: [&str; 11] = [
    "-> u8",
    "-> Result<u8, ()>",
    "-> impl Fn() -> u8",
    "-> &u8",
    "-> Option<T>",
    "-> !",
    "-> (!)",
    "-> Box<dyn Fn() -> !>",
    "-> lazy_mmu_core::Unsettled<u8, lazy_mmu_core::NoLazyMmu>",
    "-> _",
    "->",
];
const BOUNDS: [&str; 3] = ["where T: Copy", "where u8: Into<u16>,", "where [u8; { 3 }]: Sized"];
const STATEMENTS: [&str; 40] = [
    "#![allow(unused)]",
    "use std::mem;",
    "const C: u8 = { 1 };",
    "static S: u8 = 1;",
    "fn inner() -> u8 { 2 }",
    "struct Local;",
    "macro_rules! m { () => { 3 } }",
    "extern crate std;",
    "let x = 1u8;",
    "let y: u8 = \"text\";",
    "let mut z = 1;",
    "let Some(s) = Some(1) else { return };",
    "let c = || 4;",
    "let _lazy_mmu_section = 5;",
    "_lazy_mmu_section;",
    "mmu.flush();",
    "mmu;",
    "let mmu = 6;",
    "x;",
    "a + 1;",
    "drop(b);",
    "undefined();",
    "m!();",
    "println!(\"{}\", 1);",
    "for i in 0..3 { if i == 1 { continue } }",
    "loop { break }",
    "'outer: loop { break 'outer }",
    "while false {}",
    "if true { return Default::default(); }",
    "Err(())?;",
    "match 1 { 1 => {} _ => unreachable!() }",
    "unsafe { inner() };",
    "return;",
    "panic!();",
    ";",
    "{ 7; }",
    "const { 8 };",
    "let _ = async { 9 };",
    "let s = String::new(); let t = s; s;",
    "#[cfg(any())] let n = 1;",
];
const TAILS: [&str; 12] = [
    "1",
    "a",
    "()",
    "Ok(1)",
    "&mut 1",
    "|| 1",
    "todo!()",
    "{ 2 }",
    "unsafe { 3 }",
    "loop {}",
    "if true { 1 } else { 2 }",
    "undefined",
];

impl Function {
    /// Makes a function out of the bytes; out of none, `fn f() {}`.
    ///
    /// # Errors
    ///
    /// Never fails: where the bytes end, zeros follow.
    pub fn arbitrary(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let args = several(bytes, &ARGS, ", ", 6)?;
        let attributes = several(bytes, &ATTRIBUTES, " ", 3)?;
        let qualifiers = several(bytes, &QUALIFIERS, "", 6)?;
        let generics = maybe(bytes, &GENERICS)?;
        let parameters = several(bytes, &PARAMETERS, ", ", 2)?;
        let returns = maybe(bytes, &RETURNS)?;
        let bounds = if bytes.ratio(7u8, 8)? { "" } else { *bytes.choose(&BOUNDS)? };
        let statements = several(bytes, &STATEMENTS, " ", 1)?;
        let tail = maybe(bytes, &TAILS)?;
        let item = format!(
            "{attributes} {qualifiers}fn f{generics}({parameters}) {returns} {bounds} {{ {statements} {tail} }}"
        );
        Ok(Self { args, item })
    }
}

fn maybe<'a>(bytes: &mut Unstructured<'_>, words: &[&'a str]) -> Result<&'a str> {
    if bytes.ratio(1u8, 2)? { Ok("") } else { bytes.choose(words).copied() }
}

/// Chooses up to six words. The higher `rarely`, the less likely is one more, so that the words end
/// where the bytes end.
fn several(
    bytes: &mut Unstructured<'_>,
    words: &[&str],
    separator: &str,
    rarely: u8,
) -> Result<String> {
    let mut chosen = Vec::new();
    while chosen.len() < 6 && !bytes.ratio(rarely, 2 + rarely)? {
        chosen.push(*bytes.choose(words)?);
    }
    Ok(chosen.join(separator))
}

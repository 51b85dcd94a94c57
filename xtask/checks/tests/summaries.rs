//! The summary of each public function of the libraries begins with a verb, as std's do: "Returns
//! …", "Stores …".
//!
//! `cargo test -p checks --test summaries -- --nocapture` prints the verbs, and how often each is
//! used.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use harness::{cargo, texts};
use syn::{Attribute, Expr, ImplItem, Item, Lit, Meta, TraitItem, Visibility};

/// Words that end as a verb does and that a summary could begin with.
const NO_VERBS: [&str; 13] = [
    "access", "address", "always", "as", "barriers", "entries", "its", "less", "pages", "process",
    "this", "unless", "whereas",
];

/// Returns whether the first word of a summary is a verb in the third person.
fn is_verb(word: &str) -> bool {
    word.chars().all(char::is_alphabetic)
        && word.ends_with('s')
        && !NO_VERBS.contains(&word.to_lowercase().as_str())
}

/// A documented public function: its name, and the first word of its documentation.
struct Summary {
    name: String,
    word: String,
}

/// Adds a function, unless it has no documentation (rustc's `missing_docs` sees to that) or none
/// that a reader is shown.
fn add(attributes: &[Attribute], name: &str, found: &mut Vec<Summary>) {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    if let Some(word) = text.split_whitespace().next() {
        let word = word.trim_end_matches([',', '.', ':', ';']).to_owned();
        found.push(Summary { name: name.to_owned(), word });
    }
}

/// Returns whether the attributes hide an item from a reader, or keep it out of the library.
fn is_left_out(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("doc") => list.tokens.to_string() == "hidden",
        Meta::List(list) if list.path.is_ident("cfg") => list.tokens.to_string() == "test",
        _ => false,
    })
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Finds the public functions, and the methods of types and of public traits. Functions that a
/// macro writes aren't seen.
fn find(items: &[Item], found: &mut Vec<Summary>) {
    for item in items {
        match item {
            Item::Fn(function) if is_public(&function.vis) && !is_left_out(&function.attrs) => {
                add(&function.attrs, &function.sig.ident.to_string(), found);
            }
            Item::Impl(block) if block.trait_.is_none() && !is_left_out(&block.attrs) => {
                for item in &block.items {
                    if let ImplItem::Fn(method) = item
                        && is_public(&method.vis)
                        && !is_left_out(&method.attrs)
                    {
                        add(&method.attrs, &method.sig.ident.to_string(), found);
                    }
                }
            }
            Item::Trait(block) if is_public(&block.vis) && !is_left_out(&block.attrs) => {
                for item in &block.items {
                    if let TraitItem::Fn(method) = item
                        && !is_left_out(&method.attrs)
                    {
                        let name = format!("{}::{}", block.ident, method.sig.ident);
                        add(&method.attrs, &name, found);
                    }
                }
            }
            Item::Mod(module) if !is_left_out(&module.attrs) => {
                if let Some((_, items)) = &module.content {
                    find(items, found);
                }
            }
            _ => {}
        }
    }
}

/// The files with public functions. A macro crate exports those of its root alone.
fn is_public_file(path: &Path) -> bool {
    path.starts_with("lazy-mmu-core/src")
        || path.starts_with("lazy-mmu-arm64/src")
        || path == Path::new("lazy-mmu-macros/src/lib.rs")
}

/// Returns the modules in files of their own that `items` of the file at `path` leave out, without
/// the extension.
fn left_out(path: &Path, items: &[Item]) -> Vec<PathBuf> {
    let folder =
        if path.ends_with("lib.rs") { path.with_file_name("") } else { path.with_extension("") };
    let modules = items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.content.is_none() && is_left_out(&module.attrs) => {
            Some(folder.join(module.ident.to_string()))
        }
        _ => None,
    });
    modules.collect()
}

#[test]
fn the_summary_of_each_public_function_begins_with_a_verb() {
    let mut files = Vec::new();
    for path in texts::with_extension("rs").expect("the sources can be read") {
        if is_public_file(&path) {
            let text = fs::read_to_string(cargo::workspace().join(&path)).expect("it is text");
            let file = syn::parse_file(&text);
            let file = file.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            files.push((path, file.items));
        }
    }
    let left_out: Vec<_> = files.iter().flat_map(|(path, items)| left_out(path, items)).collect();
    let mut words = BTreeMap::<String, usize>::new();
    let mut offenders = Vec::new();
    for (path, items) in &files {
        if left_out.iter().any(|module| path.with_extension("").starts_with(module)) {
            continue;
        }
        let mut found = Vec::new();
        find(items, &mut found);
        for Summary { name, word } in found {
            if !is_verb(&word) {
                offenders.push(format!("{}: `{name}` begins with `{word}`", path.display()));
            }
            *words.entry(word).or_default() += 1;
        }
    }
    let total: usize = words.values().sum();
    let list: Vec<_> = words.iter().map(|(word, count)| format!("{word} {count}")).collect();
    println!("{total} public functions begin with: {}", list.join(", "));
    assert!(total > 100, "only {total} were found");
    assert!(
        offenders.is_empty(),
        "{} of {total} summaries begin with no verb in the third person:\n{}",
        offenders.len(),
        offenders.join("\n")
    );
}

#[test]
fn a_module_of_tests_is_left_out_with_its_file() {
    let items = syn::parse_file("#[cfg(test)] mod tests; mod word;").unwrap().items;
    for (file, module) in [("a/src/lib.rs", "a/src/tests"), ("a/src/slot.rs", "a/src/slot/tests")] {
        assert_eq!(left_out(Path::new(file), &items), [PathBuf::from(module)]);
    }
}

#[test]
fn the_functions_that_a_reader_is_shown_are_found() {
    let file = syn::parse_file(
        "/// Makes one.\n pub fn a() {}\n /// This.\n fn b() {}\n
         impl A { /** Returns it. */ pub fn c() {} /// Seen.\n #[doc(hidden)] pub fn d() {} }
         pub trait B { /// `e`, set.\n fn e(); }\n trait C { /// F.\n fn f(); }
         pub mod m { /// This, too.\n pub(crate) fn g() {} /// This one.\n pub fn h() {} }
         #[cfg(test)] mod t { /// A test.\n pub fn i() {} }
         impl D for A { /// J.\n fn j() {} }",
    )
    .unwrap();
    let mut found = Vec::new();
    find(&file.items, &mut found);
    let found: Vec<_> =
        found.iter().map(|Summary { name, word }| (&**name, &**word, is_verb(word))).collect();
    assert_eq!(
        found,
        [
            ("a", "Makes", true),
            ("c", "Returns", true),
            ("B::e", "`e`", false),
            ("h", "This", false)
        ]
    );
}

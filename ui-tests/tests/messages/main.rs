//! Messages of the compiler, the linker and a panic. Each file of `messages/` is built, and the
//! message of each case must hold the words of ours (the case's lines that begin with `//~`). The
//! page "Troubleshooting" is keyed by such words. The words around ours change from version to
//! version, and are not compared.

use std::path::Path;

mod cases;
mod kernel_lints;
mod page;
mod troubleshooting;

use cases::{CASES, SAID};

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The text without its line breaks and the marks at their start: they depend on where a message
/// stands.
fn squeezed(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !word.chars().all(|c| "|-".contains(c)));
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn what_the_compiler_and_the_linker_print_says_what_to_do() {
    let missing = CASES.iter().flat_map(|(name, case)| {
        let text = SAID.get(name).map(String::as_str).unwrap_or_default();
        let squeezed = squeezed(text);
        case.says
            .iter()
            .filter(move |says| !squeezed.contains(*says))
            .map(move |says| format!("{name}: no `{says}` in\n{text}"))
    });
    let missing: Vec<_> = missing.collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Not once for each operation that the platform would stand for.
#[test]
fn a_platform_that_cannot_be_registered_is_refused_once() {
    let said = &SAID["platform: `Global` is registered as itself."];
    assert_eq!(said.matches("error[").count(), 1, "{said}");
}

//! What the compiler and the linker print: each file of `messages/` is built, and for each of its
//! cases looked for is what we have them say (its lines that begin with `//~`), and what the
//! README's Troubleshooting is keyed by. What stands around that is not ours, and changes from
//! version to version.

mod cases;
mod troubleshooting;

use cases::{CASES, SAID};

/// Without line breaks and what is drawn at their start, which depend on where a message stands.
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

/// Not once for each operation that it would stand for.
#[test]
fn a_platform_that_cannot_be_registered_is_refused_once() {
    let said = &SAID["platform: `Global` is no answer to what it stands for."];
    assert_eq!(said.matches("error[").count(), 1, "{said}");
}

//! `docs/assembly.md`: each function of `tests/compiled/golden`, and its assembly.

use std::fs;

use harness::{cargo, generated};

const FILE: &str = "docs/assembly.md";
const SOURCE: &str = "tests/compiled/golden/src/lib.rs";
const MARK: &str = "#[unsafe(no_mangle)]\n";

const HEAD: &str = "\
# What the calls are compiled to

This page shows the arm64 instructions of each call of the mode. They are the functions of
`tests/compiled/golden`, compiled for `aarch64-unknown-none-softfloat` in release. The slot is in the
task that SP_EL0 points to, and `report` writes to the kernel's log. Reports, refusals and unusual
cases are behind calls. Labels are numbered, and directives are left out. `cargo xtask bless` writes
this page, and `tests/compiled/tests/golden.rs` compares it.
";

/// A function of the source: its doc comment as text, its name, and its code.
struct Function<'a> {
    about: String,
    name: &'a str,
    code: &'a str,
}

fn functions(source: &str) -> Vec<Function<'_>> {
    let parts: Vec<&str> = source.split(MARK).collect();
    parts
        .windows(2)
        .map(|pair| {
            let about: Vec<&str> =
                pair[0].lines().rev().map_while(|line| line.strip_prefix("/// ")).collect();
            let (body, _) = pair[1]
                .split_once("\n}\n")
                .expect("a function ends with a brace in the first column");
            let code = &pair[1][..body.len() + 2];
            // Other attributes are part of the function's code.
            let name = code
                .split_once("pub fn ")
                .and_then(|(_, code)| code.split_once('('))
                .expect("a function")
                .0;
            Function { about: about.into_iter().rev().collect::<Vec<_>>().join("\n"), name, code }
        })
        .collect()
}

fn assembled() -> String {
    let source =
        fs::read_to_string(cargo::workspace().join(SOURCE)).expect("a file of this repository");
    let assembly = compiled::functions("golden");
    let sections = functions(&source).into_iter().map(|Function { about, name, code }| {
        let instructions =
            assembly.get(name).unwrap_or_else(|| panic!("{name} is compiled")).join("\n");
        format!(
            "\n## `{name}`\n\n{about}\n\n```rust\n{code}\n```\n\n```text\n{instructions}\n```\n"
        )
    });
    HEAD.chars().chain(sections.collect::<String>().chars()).collect()
}

#[test]
fn each_function_is_compiled_to_the_assembly_in_the_document() {
    if let Err(error) = generated::check(FILE, &assembled()) {
        panic!("{error:#}");
    }
}

/// This holds whatever was blessed.
#[test]
fn nothing_is_left_of_a_mode_that_is_off_and_of_unsettled() {
    let assembly = compiled::functions("golden");
    for name in ["no_lazy_mmu", "unsettled"] {
        assert_eq!(assembly[name], ["    ret"], "{name}");
    }
}

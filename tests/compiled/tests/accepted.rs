//! A function that the attribute accepts compiles, or fails with rustc's own words on the user's
//! code. The test compiles the accepted functions of the corpus, and random ones, with the
//! attribute and without, and the compiler says the same of both. With the attribute it may say
//! more about a type, a path or a name in the attribute's arguments, or about the result of a
//! function with `defer`. `LAZY_MMU_VARIATIONS` sets the number of random functions.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use arbitrary::Unstructured;
use fuzz::attribute::{Function, Verdict, check_tokens, function};
use fuzz::corpus;
use fuzz::variations::{number, variations};
use harness::cargo::workspace;
use serde_json::Value;

/// How many random functions to make, unless `LAZY_MMU_VARIATIONS` is set. The accepted ones are
/// compiled.
const FUNCTIONS: usize = 60;

/// The line of a case that has the attribute, counted from 1; its function is on the next one.
const ATTRIBUTE: u64 = 2;

const WITH: &str = "attributed";
const WITHOUT: &str = "plain";

/// The compiler's messages: the case, the form, the words, the lines and the columns.
type Said = BTreeSet<(String, String, Vec<[u64; 3]>)>;

/// Returns the accepted functions of the corpus, each once, and the accepted random ones.
fn accepted() -> [Vec<Function>; 2] {
    let mut found = BTreeSet::new();
    let corpus = corpus::read("attribute", usize::MAX)
        .unwrap()
        .into_iter()
        .filter_map(|bytes| function(&bytes));
    let corpus = corpus
        .filter(is_accepted)
        .filter(|function| found.insert((function.args.clone(), function.item.clone())))
        .collect();
    let random = variations(&[], number(FUNCTIONS))
        .map(|bytes| Function::arbitrary(&mut Unstructured::new(&bytes)).unwrap());
    [corpus, random.filter(is_accepted).collect()]
}

fn is_accepted(Function { args, item }: &Function) -> bool {
    let (Ok(args), Ok(item)) = (args.parse(), item.parse()) else { return false };
    check_tokens(args, item) == Verdict::Accepted
}

fn write_package(functions: &[Function], package: &Path) {
    let workspace = workspace();
    let core = workspace.join("lazy-mmu-core");
    let mut manifest = format!(
        "[package]\nname = \"accepted\"\nedition = \"2024\"\nautobins = false\n[workspace]\n[dependencies]\nlazy-mmu-core = {{ path = {core:?} }}\n"
    );
    fs::create_dir_all(package).unwrap();
    for (number, Function { args, item }) in functions.iter().enumerate() {
        for (form, attribute) in
            [(WITH, format!("#[lazy_mmu_core::lazy_mmu({args})]")), (WITHOUT, String::new())]
        {
            let name = format!("{form}_{number}");
            manifest += &format!("[[bin]]\nname = \"{name}\"\npath = \"{name}.rs\"\n");
            fs::write(
                package.join(name).with_extension("rs"),
                format!(
                    "#![allow(unused_crate_dependencies)]\n{attribute}\n{item}\nfn main() {{}}\n"
                ),
            )
            .unwrap();
        }
    }
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::copy(workspace.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
}

fn check(package: &Path) -> Vec<(String, Value)> {
    let output = Command::new(env::var_os("CARGO").unwrap())
        .args(["check", "--offline", "--keep-going", "--message-format=json", "--target-dir"])
        .arg(package.join("target"))
        .current_dir(package)
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let messages = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let said: Vec<_> = messages
        .filter(|message| message["reason"] == "compiler-message")
        .map(|mut message| {
            (message["target"]["name"].as_str().unwrap().to_owned(), message["message"].take())
        })
        .collect();
    assert!(!said.is_empty(), "cargo built nothing: {}", String::from_utf8_lossy(&output.stderr));
    said
}

/// Returns the messages about one form, without the last one of each case, which counts the others.
fn of(form: &str, said: &[(String, Value)]) -> Said {
    let of_form =
        said.iter().filter_map(|(name, message)| Some((name.strip_prefix(form)?, message)));
    of_form
        .filter(|(_, message)| !message["spans"].as_array().unwrap().is_empty())
        .map(|(number, message)| {
            let spans = message["spans"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|span| span["is_primary"] == true);
            let place = |span: &Value| {
                ["line_start", "column_start", "column_end"]
                    .map(|place| span[place].as_u64().unwrap())
            };
            (
                number.to_owned(),
                message["message"].as_str().unwrap().to_owned(),
                spans.map(place).collect(),
            )
        })
        .collect()
}

#[test]
fn an_accepted_function_compiles_or_fails_as_it_does_without_the_attribute() {
    let [corpus, random] = accepted();
    assert!(
        !corpus.is_empty() && random.len() > number(FUNCTIONS) / 10,
        "only {} and {} are accepted",
        corpus.len(),
        random.len()
    );
    let functions = [corpus, random].concat();
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("accepted");
    if package.exists() {
        fs::remove_dir_all(&package).unwrap();
    }
    write_package(&functions, &package);
    let said = check(&package);
    let (with, without) = (of(WITH, &said), of(WITHOUT, &said));
    println!(
        "{} functions, of which the compiler says {} things with the attribute, {} without",
        functions.len(),
        with.len(),
        without.len()
    );
    let more: Vec<_> = with.difference(&without).collect();
    let wrong_arguments: BTreeSet<_> = more.iter().map(|(case, ..)| case).collect();
    // Inserted code has the place of the whole attribute, which begins its line.
    let in_arguments = |&[line, column, _]: &[u64; 3]| line == ATTRIBUTE && column > 1;
    let function_of = |case: &String| &functions[case[1..].parse::<usize>().unwrap()];
    // The compiler parses a faulty function again after the attribute, and says the same about
    // another place.
    let said_before = |case: &String, message: &String| {
        without.iter().any(|said| (&said.0, &said.1) == (case, message))
    };
    let is_expected = |(case, message, places): &&&(String, String, Vec<[u64; 3]>)| {
        places.iter().all(in_arguments)
            || said_before(case, message)
            || is_about_what_it_returns(message, function_of(case))
    };
    let elsewhere: Vec<_> = more.iter().filter(|said| !is_expected(said)).collect();
    let less: Vec<_> = without
        .difference(&with)
        // After an error the compiler checks less.
        .filter(|(case, ..)| !wrong_arguments.contains(case))
        .filter(|(case, message, _)| !names_the_guard(message, function_of(case)))
        .collect();
    assert!(
        elsewhere.is_empty(),
        "only with the attribute: {elsewhere:#?}\nin {}",
        package.display()
    );
    assert!(less.is_empty(), "only without it: {less:#?}\nin {}", package.display());
}

/// Returns whether the message refuses the return type of a function with a deferring section.
fn is_about_what_it_returns(message: &str, function: &Function) -> bool {
    function.args.split(',').any(|argument| argument.trim() == "defer")
        && message.starts_with("a section that defers its barriers")
}

/// Returns whether the message is about the guard's name, which the body may use.
fn names_the_guard(message: &str, function: &Function) -> bool {
    let missing =
        message.strip_prefix("cannot find value `").and_then(|rest| rest.split('`').next());
    missing.is_some_and(|name| {
        function.args.split(',').any(|argument| argument.trim() == format!("guard = {name}"))
    })
}

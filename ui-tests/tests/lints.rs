//! The files of `pass/` once more, as modules of one crate, for `cargo clippy`: it finds nothing in them, so the attribute adds no lint.
#![deny(warnings, clippy::pedantic)]
// Nobody calls their `main`, and an argument is often there for its kind only.
#![allow(dead_code, clippy::boxed_local, clippy::needless_pass_by_value, clippy::unused_self)]

#[path = "../pass"]
mod pass {
    mod bodies;
    mod borrowed_return;
    mod drop_order;
    mod early_return_and_question_mark;
    mod extern_c_unsafe_no_mangle;
    mod free_functions;
    mod from_macro_rules;
    mod generic_platform;
    mod guard_named;
    mod items_before_statements;
    mod methods;
    mod other_attributes;
    mod pause;
    mod renamed_crate;
    mod shadowed_names;
    mod track_caller;
    mod trait_methods;
}

#[test]
fn every_case_is_linted() {
    let cases = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/pass")).unwrap().count();
    let modules = include_str!("lints.rs").lines().filter(|line| line.starts_with("    mod ")).count();
    assert_eq!(modules, cases);
}

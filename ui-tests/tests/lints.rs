//! The files of `pass/` once more, as modules of one crate, for `cargo clippy`: it finds nothing in them, so the attribute adds no lint.
#![deny(warnings, clippy::pedantic)]
// Nobody calls their `main`, and an argument is often there for its kind only.
#![allow(dead_code, clippy::boxed_local, clippy::needless_pass_by_value, clippy::unused_self)]

#[path = "../pass"]
mod pass {
    mod argument_attributes;
    mod argument_patterns;
    mod associated_function;
    mod attribute_by_another_name;
    mod body_of_a_macro;
    mod body_that_diverges;
    mod body_that_is_empty;
    mod body_that_is_one_expression;
    mod body_that_recurses;
    mod borrowed_result;
    mod cfg_attr;
    mod coerced_returns;
    mod doc_comments;
    mod drop_order;
    mod early_return_and_question_mark;
    mod extern_c_fn;
    mod function_of_a_macro;
    mod future_result;
    mod generic_function;
    mod generic_platform;
    mod guard_named;
    mod impl_trait_argument;
    mod impl_trait_result;
    mod inline_cold_must_use;
    mod inner_attributes;
    mod items_before_statements;
    mod main_fn;
    mod nested_fn;
    mod parts_of_a_macro;
    mod pause;
    mod platform_by_path;
    mod raw_identifiers;
    mod receiver_by_reference;
    mod receiver_by_value;
    mod receiver_in_a_box;
    mod receiver_of_a_macro;
    mod receiver_pinned;
    mod renamed_crate;
    mod shadowed_names;
    mod track_caller;
    mod trailing_comma;
    mod trait_default_method;
    mod trait_impl_method;
    mod unsafe_fn;
    mod unsafe_no_mangle;
}

#[test]
fn every_case_is_linted() {
    let cases = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/pass")).unwrap().count();
    let modules = include_str!("lints.rs").lines().filter(|line| line.starts_with("    mod ")).count();
    assert_eq!(modules, cases);
}

//! `defer` takes no value but `given_address`, and goes with a section only.

use lazy_mmu_core::lazy_mmu;

// A pause is eager, so there is nothing to defer.
#[lazy_mmu(defer, pause)]
fn in_a_pause() {}

// The same with `given_address`.
#[lazy_mmu(pause, defer = given_address)]
fn in_a_pause_with_an_address() {}

// `always` is no value of `defer`.
#[lazy_mmu(defer = always)]
fn another_word() {}

// The value is a word, not a string.
#[lazy_mmu(defer = "given_address")]
fn is_a_string() {}

// `defer` is no switch with a boolean.
#[lazy_mmu(defer = true)]
fn is_a_boolean() {}

// The word takes no arguments.
#[lazy_mmu(defer = given_address(start))]
fn more_than_the_word() {}

// Nothing stands after the `=`.
#[lazy_mmu(defer =)]
fn without_a_value() {}

// The value follows a `=`, not a parenthesis.
#[lazy_mmu(defer(given_address))]
fn in_parentheses() {}

// `defer` is given twice.
#[lazy_mmu(defer, defer = given_address)]
fn twice() {}

fn main() {}

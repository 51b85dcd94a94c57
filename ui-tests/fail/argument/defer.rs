//! `defer` takes no value but one, in a section.

use lazy_mmu_core::lazy_mmu;

// A pause is eager, so there is nothing to defer.
#[lazy_mmu(defer, pause)]
fn in_a_pause() {}

// The same where the address was given.
#[lazy_mmu(pause, defer = given_address)]
fn in_a_pause_with_an_address() {}

// It is not known what that would be.
#[lazy_mmu(defer = always)]
fn another_word() {}

// A word, and no text.
#[lazy_mmu(defer = "given_address")]
fn is_a_string() {}

// It is on or not there.
#[lazy_mmu(defer = true)]
fn is_a_boolean() {}

// No more than the word.
#[lazy_mmu(defer = given_address(start))]
fn more_than_the_word() {}

// Nothing after the `=`.
#[lazy_mmu(defer =)]
fn without_a_value() {}

// Its value stands behind `=`.
#[lazy_mmu(defer(given_address))]
fn in_parentheses() {}

// Once is enough.
#[lazy_mmu(defer, defer = given_address)]
fn twice() {}

fn main() {}

//! The litmus tests are about the crate's own sequences: each claim's program has the instructions
//! that the crate records here. And the model MMU of this workspace answers them as Arm's memory
//! model does.

// In Miri there are no files.
#![cfg(not(miri))]

mod access;
mod calls;
mod condition;
mod machine;
mod model;
mod operation;
mod sequences;
mod state;
mod steps;
mod thread;
mod value;

use model_litmus::{Test, tests};
use sequences::SEQUENCES;

fn read() -> Vec<Test> {
    tests().unwrap_or_else(|error| panic!("{error:#}"))
}

#[test]
fn each_program_has_the_instructions_that_the_crate_executes_and_no_others() {
    let tests = read();
    for (name, columns, sequence) in SEQUENCES {
        let test = tests
            .iter()
            .find(|test| test.name == *name)
            .unwrap_or_else(|| panic!("there is no litmus test {name}"));
        let asked: Vec<_> =
            columns.split(' ').flat_map(|column| steps::of_column(&test.program, column)).collect();
        assert_eq!(
            asked,
            sequence(),
            "{name}, {columns}: the program, and what the crate executes"
        );
    }
}

#[test]
fn each_claim_is_about_a_sequence_of_the_crate() {
    for claim in read().iter().filter(|test| test.weakens().is_none()) {
        assert!(
            SEQUENCES.iter().any(|(name, ..)| *name == claim.name),
            "{} has no row in SEQUENCES",
            claim.name
        );
    }
}

//! README.md shows the port of the first kernel, word for word.

use std::fs;

use harness::cargo;

const PORT: &str = "examples/first-kernel/src/port.rs";

fn read(file: &str) -> String {
    let path = cargo::workspace().join(file);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{file} cannot be read: {error}"))
}

#[test]
fn the_three_steps_of_the_readme_are_those_of_first_kernel() {
    let port = read(PORT);
    let (header, steps) = port.split_once("\n\n").expect("the header ends at an empty line");
    assert!(header.lines().all(|line| line.starts_with("//")), "a header of comments: {header}");
    for number in 1..=3 {
        assert!(steps.contains(&format!("\n// {number}. ")), "{PORT} has no step {number}");
    }
    assert!(
        read("README.md").contains(&format!("\n```rust\n{steps}```\n")),
        "no block of README.md is {PORT} without its header; copy this there:\n\n```rust\n{steps}```"
    );
}

//! The model MMU, asked what Arm's memory model was asked. tests/litmus/README.md has a table of where they differ, which is written by this.

use std::collections::BTreeMap;
use std::fmt::Write;

use harness::generated;
use model_litmus::{Answer, Test};

use crate::condition::Condition;
use crate::machine::Machine;
use crate::read;

/// What the model MMU answers, or what it does not know.
fn answer(test: &Test) -> Result<Answer, String> {
    let (machine, start) = Machine::new(&test.program)?;
    let condition = Condition::parse(&test.program.condition);
    Ok(if machine.comes_to(start, |state| condition.holds(state)) { Answer::Sometimes } else { Answer::Never })
}

#[test]
fn the_model_mmu_answers_as_arms_model_but_where_the_readme_says_so() {
    let tests = read();
    let mut unknown = BTreeMap::<_, Vec<_>>::new();
    let mut otherwise = Vec::new();
    for test in &tests {
        match answer(test) {
            Ok(answer) if answer == test.answers[0] => (),
            Ok(answer) => otherwise.push(format!("| `{}` | {answer} | {} |\n", test.name, test.answers[0])),
            Err(reason) => unknown.entry(reason).or_default().push(format!("`{}`", test.name)),
        }
    }
    let asked = tests.len() - unknown.values().map(Vec::len).sum::<usize>();
    let mut part = format!("{asked} of the {} tests were put to it, and it answers otherwise to {}.\n", tests.len(), otherwise.len());
    if !otherwise.is_empty() {
        write!(part, "\n| test | the model MMU | Arm's model |\n| --- | --- | --- |\n{}", otherwise.concat()).expect("a string takes it");
    }
    if !unknown.is_empty() {
        part.push_str("\n| what it does not know | tests |\n| --- | --- |\n");
    }
    for (reason, tests) in unknown {
        writeln!(part, "| {reason} | {} |", tests.join(", ")).expect("a string takes it");
    }
    if let Err(error) = generated::check_part("tests/litmus/README.md", "model", &part) {
        panic!("{error:#}");
    }
}

//! The model MMU gets the questions that Arm's memory model got. This writes the part of
//! tests/litmus/README.md that says where their answers differ.

use std::collections::BTreeMap;
use std::fmt::Write;

use harness::generated;
use model_litmus::{Answer, Program, Test};

use crate::condition::Condition;
use crate::machine::Machine;
use crate::read;

/// Returns the answer of the model MMU, or the thing that it does not know.
fn answer(test: &Test) -> Result<Answer, String> {
    let (machine, start) = Machine::new(&test.program)?;
    let condition = Condition::parse(&test.program.condition);
    Ok(if machine.comes_to(start, |state| condition.holds(state)) {
        Answer::Sometimes
    } else {
        Answer::Never
    })
}

#[test]
fn the_model_mmu_answers_as_arms_model_but_where_the_readme_says_so() {
    let tests = read();
    let mut unknown = BTreeMap::<_, Vec<_>>::new();
    let mut otherwise = Vec::new();
    for test in &tests {
        match answer(test) {
            Ok(answer) if answer == test.answers[0] => (),
            Ok(answer) => {
                otherwise.push(format!("| `{}` | {answer} | {} |\n", test.name, test.answers[0]))
            }
            Err(reason) => unknown.entry(reason).or_default().push(format!("`{}`", test.name)),
        }
    }
    let asked = tests.len() - unknown.values().map(Vec::len).sum::<usize>();
    let mut part = format!(
        "It was asked {asked} of the {} tests, and gives another answer to {} of them.\n",
        tests.len(),
        otherwise.len()
    );
    if !otherwise.is_empty() {
        write!(
            part,
            "\n| test | the model MMU | Arm's model |\n| --- | --- | --- |\n{}",
            otherwise.concat()
        )
        .expect("a string takes it");
    }
    if !unknown.is_empty() {
        part.push_str("\n| unknown to it | tests |\n| --- | --- |\n");
    }
    for (reason, tests) in unknown {
        writeln!(part, "| {reason} | {} |", tests.join(", ")).expect("a string takes it");
    }
    if let Err(error) = generated::check_part("tests/litmus/README.md", "model", &part) {
        panic!("{error:#}");
    }
}

/// herd7 knows no errata, so this is the model MMU's word alone.
#[test]
fn on_affected_cpus_a_store_reaches_the_reused_frame_unless_the_invalidation_is_repeated() {
    let tests = read();
    let test = tests
        .iter()
        .find(|test| test.name == "6-unmap/another-cpus-store-does-not-reach-the-reused-frame");
    let once = &test.expect("the test is there").program;
    let mut repeated = once.clone();
    let steps = &mut repeated.columns[0].instructions;
    let dsb = steps
        .iter()
        .position(|step| step.mnemonic == "DSB" && step.operands == ["ISH"])
        .expect("it completes");
    let repeat = [steps[dsb - 1].clone(), steps[dsb].clone()];
    steps.splice(dsb + 1..dsb + 1, repeat);
    let reaches = |program: &Program, is_affected: bool| {
        let (machine, start) = Machine::new(program).expect("the model knows what it has");
        let (machine, start) = if is_affected { machine.affected(start) } else { (machine, start) };
        let condition = Condition::parse(&program.condition);
        machine.comes_to(start, |state| condition.holds(state))
    };
    assert!(reaches(once, true) && !reaches(&repeated, true));
    assert!(!reaches(once, false) && !reaches(&repeated, false));
}

//! The litmus tests and their documents agree: `cargo xtask bless` writes the tables of
//! tests/litmus/README.md, and this compares them. Only `cargo xtask litmus` asks herd7.

use std::fmt::Write;

use harness::generated;
use model_litmus::{Answer, Test, tests};

/// Reads the tests. It fails unless the folder and expected.txt agree one to one, and each file has
/// the test of its name.
fn read() -> Vec<Test> {
    tests().unwrap_or_else(|error| panic!("{error:#}"))
}

fn is_allowed(answer: Answer) -> &'static str {
    match answer {
        Answer::Never => "no",
        Answer::Sometimes => "yes",
    }
}

/// Returns the table of a subject: each claim, and below it the same with something taken out.
fn table(tests: &[&Test]) -> String {
    let exs = if tests[0].answers.len() == 5 {
        [" ExS | ExS, EIS | ExS, EOS |", " --- | --- | --- |"]
    } else {
        [""; 2]
    };
    let mut table = format!(
        "| test | claim | bad outcome allowed? | ETS2 |{}\n| --- | --- | --- | --- |{}\n",
        exs[0], exs[1]
    );
    for test in tests {
        let (name, claim) = match test.weakens() {
            None => (format!("**{}**", test.program.name), test.program.claim.as_str()),
            Some((_, how)) => (format!("+{how}"), weakened(test)),
        };
        let answers: Vec<_> = test.answers.iter().map(|&answer| is_allowed(answer)).collect();
        writeln!(table, "| {name} | {claim} | {} |", answers.join(" | "))
            .expect("a string takes it");
    }
    table
}

/// Returns the difference, from the comment of the test.
fn weakened(test: &Test) -> &str {
    let (base, _) = test.weakens().expect("it weakens another one");
    let how = test
        .program
        .claim
        .strip_prefix(base)
        .and_then(|rest| rest.strip_prefix(", ")?.strip_suffix('.'));
    how.unwrap_or_else(|| panic!("the comment of {} does not read `{base}, … .`", test.name))
}

#[test]
fn the_readme_has_a_row_for_each_test_with_its_claim_and_its_answers() {
    let tests = read();
    for subject in tests.chunk_by(|one, next| one.subject() == next.subject()) {
        let table = table(&subject.iter().collect::<Vec<_>>());
        if let Err(error) =
            generated::check_part("tests/litmus/README.md", subject[0].subject(), &table)
        {
            panic!("{error:#}");
        }
    }
}

#[test]
fn the_model_forbids_the_bad_outcome_of_each_claim() {
    for claim in read().iter().filter(|test| test.weakens().is_none()) {
        assert_eq!(claim.answers[..2], [Answer::Never; 2], "{}", claim.name);
    }
}

#[test]
fn below_each_claim_a_change_allows_its_bad_outcome() {
    for claim in read().chunk_by(|_, next| next.weakens().is_some()) {
        let name = &claim[0].program.name;
        assert!(claim[0].weakens().is_none(), "expected.txt does not begin with a claim");
        for weakened in &claim[1..] {
            assert_eq!(
                weakened.weakens().map(|(base, _)| base),
                Some(name.as_str()),
                "{} is not below its claim",
                weakened.name
            );
            assert_eq!(weakened.subject(), claim[0].subject());
        }
        assert!(
            claim[1..].iter().any(|test| test.answers[0] == Answer::Sometimes),
            "no change below {name} allows its bad outcome"
        );
    }
}

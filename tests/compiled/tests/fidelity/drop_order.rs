//! Everything drops in the same order, and the section ends where the manual says.

use crate::{Program, both, without_the_mode};

fn both_of_2021() -> [Program; 2] {
    both("drop_order_2021").map(|program| Program { package: "fidelity-2021", ..program })
}

#[track_caller]
fn assert_nothing_moves([without, with]: [Program; 2]) {
    let plain = without.lines();
    assert_eq!(without_the_mode(&with.lines()), plain);
    assert!(plain.len() > 50, "{plain:?}");
}

/// Returns the order of drops in each function that the program shows: `local`, `tail`, `end` of
/// the section, `argument`, `result`.
fn roles(program: Program) -> Vec<(String, Vec<&'static str>)> {
    let mut functions: Vec<(String, Vec<_>)> = Vec::new();
    for line in program.lines() {
        let role = match line.split([',', ':']).next() {
            Some("drop local") => "local",
            Some("drop tail") => "tail",
            Some("drop argument") => "argument",
            Some("drop result") => "result",
            Some("mode") if line.ends_with("enable") || line.ends_with("pause") => continue,
            Some("mode") => "end",
            _ => {
                functions.push((line, Vec::new()));
                continue;
            }
        };
        functions.last_mut().expect("the name of a function").1.push(role);
    }
    functions
}

/// Asserts that in each function the roles come in this order.
#[track_caller]
fn assert_order(program: Program, order: &[&str]) {
    let functions = roles(program);
    assert!(functions.len() > 10, "{functions:?}");
    for (name, roles) in functions {
        let places: Vec<_> =
            roles.iter().map(|role| order.iter().position(|other| other == role)).collect();
        assert!(places.is_sorted() && !places.contains(&None), "{name} {roles:?}");
        assert_eq!(roles.iter().filter(|&&role| role == "end").count(), 1, "{name} {roles:?}");
    }
}

#[test]
fn no_drop_of_the_users_moves() {
    assert_nothing_moves(both("drop_order"));
}

#[test]
fn no_drop_of_the_users_moves_in_edition_2021() {
    assert_nothing_moves(both_of_2021());
}

#[test]
fn the_section_ends_after_tail_temporaries_and_locals_and_before_arguments() {
    let [_, with] = both("drop_order");
    assert_order(with, &["tail", "local", "end", "argument", "result"]);
}

#[test]
fn in_edition_2021_it_ends_before_tail_temporaries() {
    let [_, with] = both_of_2021();
    assert_order(with, &["local", "end", "tail", "argument", "result"]);
}

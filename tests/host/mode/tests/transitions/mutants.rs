//! The table with one thing changed in it, for each thing that it says.

use lazy_mmu_core::Hook;

use crate::table::{Atom, Condition, Counter, Does, Effect, KINDS, Table, Then};

/// Returns each changed table, with the line and the change.
pub fn all(table: &Table) -> Vec<(String, Table)> {
    let mut mutants = Vec::new();
    for (index, row) in table.0.iter().enumerate() {
        let mut add = |what: String, change: &dyn Fn(&mut Table)| {
            let mut mutant = table.clone();
            change(&mut mutant);
            mutants.push((format!("SPEC.md:{}: {what}", row.line), mutant));
        };
        add("without the row".to_owned(), &|table| drop(table.0.remove(index)));
        for when in conditions(&row.when) {
            add(format!("when {when:?}"), &|table| table.0[index].when = when.clone());
        }
        let others = match &row.then {
            Then::As(_) => vec![Does::default()],
            Then::Does(does) => others(does),
        };
        for does in others {
            add(format!("does {does:?}"), &|table| table.0[index].then = Then::Does(does.clone()));
        }
    }
    mutants
}

/// Returns the condition with one atom left out, never true, or at another number.
fn conditions(when: &Condition) -> Vec<Condition> {
    let mut mutants = Vec::new();
    for (any, all) in when.0.iter().enumerate() {
        for (place, atom) in all.iter().enumerate() {
            let mut put = |atoms: &[Atom]| {
                let mut mutant = when.clone();
                mutant.0[any].splice(place..=place, atoms.iter().copied());
                mutants.push(mutant);
            };
            put(&[]);
            put(&[Atom::Never]);
            match *atom {
                Atom::Is(counter, value) => {
                    put(&[Atom::Is(counter, value.checked_add(1).unwrap_or(254))])
                }
                Atom::Above(counter, value) => put(&[Atom::Above(counter, value + 1)]),
                Atom::FoundIs(counter, value) => put(&[Atom::FoundIs(counter, value + 1)]),
                Atom::FoundAbove(counter, value) => put(&[Atom::FoundAbove(counter, value + 1)]),
                _ => {}
            }
        }
    }
    mutants
}

/// Returns the row with another hook, with one effect more or less, and with one report more or
/// less, in other situations or with other counters.
fn others(does: &Does) -> Vec<Does> {
    let mut mutants = Vec::new();
    for hook in [None, Some(Hook::Enter), Some(Hook::Flush), Some(Hook::Leave)]
        .into_iter()
        .filter(|hook| *hook != does.hook)
    {
        mutants.push(Does { hook, ..does.clone() });
    }
    for effect in 0..does.effects.len() {
        let mut mutant = does.clone();
        mutant.effects.remove(effect);
        mutants.push(mutant);
    }
    if does.effects.is_empty() {
        mutants.push(Does { effects: vec![Effect::Up(Counter::E)], ..does.clone() });
    }
    for report in 0..does.reports.len() {
        let mut less = does.clone();
        less.reports.remove(report);
        mutants.push(less);
        for when in conditions(&does.reports[report].when) {
            let mut mutant = does.clone();
            mutant.reports[report].when = when;
            mutants.push(mutant);
        }
        for kind in KINDS.into_iter().filter(|kind| *kind != does.reports[report].kind) {
            let mut mutant = does.clone();
            mutant.reports[report].kind = kind;
            mutants.push(mutant);
        }
        let mut counts = does.clone();
        counts.reports[report].pause = Some(7);
        mutants.push(counts);
    }
    mutants
}

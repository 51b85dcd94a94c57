//! The code does what SPEC.md's table of transitions says: every call, in every state.

// Not in Miri, where it takes more than a quarter of an hour: it parses SPEC.md.
#![cfg(not(miri))]

mod actions;
mod check;
mod expected;
mod guards;
mod mutants;
mod reader;
mod table;

use std::rc::Rc;

use lazy_mmu_core::{Arch, Slot, defer};
use model_kernel::compared;
use model_kernel::kernel::Kernel;
use model_kernel::noting::{ByBit, ByQueue};
use model_kernel::raw::irq_enter;
use model_kernel::slots::{Observed, copy};

use actions::Action;
use check::{Check, State};
use guards::{Makers, Place};
use table::{Situation, Table};

/// The document whose table is read.
const SPEC: &str = include_str!("../../../../../SPEC.md");

fn table() -> Table {
    Table::read(SPEC).unwrap_or_else(|error| panic!("{error:#}"))
}

/// The depths with a rule of their own, and one between.
const EDGES: [u8; 6] = [0, 1, 2, 3, 254, 255];

/// Visits each state of E and P for which `is_asked_for`, made by sections and pauses: also with a
/// stuck pause, and with something deferred where that is possible.
fn for_each_state<K: Observed>(is_asked_for: impl Fn(u8) -> bool, mut f: impl FnMut(State<K>)) {
    Kernel::set_in_interrupt(false);
    K::put(Rc::new(Slot::new(Default::default())));
    for e in 0..=255 {
        let in_sections = K::slot();
        if is_asked_for(e) {
            let mut visit = |p, stuck, deferred| {
                let situation = Situation { e, p, stuck, ..Situation::default() };
                let here = K::slot();
                f(State { slot: copy(&here), situation, deferred });
                K::put(here);
                Kernel::set_in_interrupt(false);
            };
            if <K::Arch as Arch>::DEFERS_BY_BIT && e > 0 {
                K::put(copy(&in_sections));
                assert!(defer::<K>());
                visit(0, false, true);
            }
            K::put(copy(&in_sections));
            for p in 0..=255 {
                if is_asked_for(p) {
                    visit(p, false, false);
                }
                guards::pause::<K>(1);
            }
            visit(255, true, false);
        }
        K::put(in_sections);
        if e < 255 {
            guards::enable::<K>(1);
        }
    }
}

/// Visits the state in each of some contexts: as a task, in a handler that the platform knows of,
/// and at each of these depths of handlers.
fn for_each_context<K: Observed>(state: &State<K>, depths: &[u8], mut f: impl FnMut(&State<K>)) {
    for &d in depths {
        let slot = copy(&state.slot);
        (0..d).for_each(|_| irq_enter(&slot));
        for platform_in_interrupt in [false, true] {
            let situation = Situation { d, platform_in_interrupt, ..state.situation };
            f(&State { slot: Rc::clone(&slot), situation, deferred: state.deferred });
        }
    }
}

/// Does every action in every state, until something is wrong.
fn compare<K: Observed>(
    check: &mut Check<K>,
    is_asked_for: impl Fn(u8) -> bool,
    places: &[Place],
    depths: &[u8],
) -> u64 {
    let actions = Action::all(places);
    let mut states = 0;
    for_each_state::<K>(is_asked_for, |state| {
        for_each_context(&state, depths, |state| {
            states += 1;
            for &action in &actions {
                for in_handler in [false, true] {
                    if check.failure.is_none() {
                        check.act(action, state, in_handler);
                    }
                }
            }
        });
    });
    states
}

/// Compares at the edges, in every context and with a guard from every place.
fn compare_edges<K: Observed>(check: &mut Check<K>) -> u64 {
    compare(check, |depth| EDGES.contains(&depth), &Place::ALL, &[0, 1, 2, 254, 255])
}

/// Compares in every state, and at the edges with more contexts and guards.
fn compare_all<K: Observed>(table: &Table) {
    let makers = Makers::new();
    let mut check = Check::<K>::new(table, &makers);
    let states = compare(&mut check, |_| true, &Place::FEW, &[0]) + compare_edges(&mut check);
    assert_eq!(check.failure, None);
    compared(&format!("{} calls in {states} states", check.calls));
}

#[test]
fn the_table_says_what_an_architecture_that_defers_by_bit_does_in_every_state() {
    compare_all::<ByBit>(&table());
}

/// The bit is set only in sections, and a queue that is never empty defers anywhere: together they
/// use each row.
#[test]
fn a_bit_or_a_queue_that_is_never_empty_comes_to_every_row() {
    let table = table();
    let (makers, makers_of_queues) = (Makers::new(), Makers::new());
    let mut by_bit = Check::<ByBit>::new(&table, &makers);
    compare_edges(&mut by_bit);
    Kernel::set_settles(false);
    let mut by_queue = Check::<ByQueue>::new(&table, &makers_of_queues);
    compare_edges(&mut by_queue);
    for (row, used) in table.0.iter().zip(by_bit.used.iter().zip(&by_queue.used)) {
        assert_ne!(
            used,
            (&0, &0),
            "SPEC.md:{}: no state reaches this row of `{}`",
            row.line,
            row.call
        );
    }
}

#[test]
fn the_table_says_what_an_architecture_that_queues_does_in_every_state() {
    compare_all::<ByQueue>(&table());
}

#[test]
fn the_table_says_what_an_architecture_that_never_settles_does_in_every_state() {
    Kernel::set_settles(false);
    compare_all::<ByQueue>(&table());
}

#[test]
fn a_table_with_anything_changed_in_it_is_refused() {
    let (makers, makers_of_queues) = (Makers::<ByBit>::new(), Makers::<ByQueue>::new());
    let mutants = mutants::all(&table());
    compared(&format!("{} changed tables", mutants.len()));
    let accepted = mutants.into_iter().filter_map(|(what, mutant)| {
        let mut check = Check::new(&mutant, &makers);
        compare_edges(&mut check);
        // The bit is set only in sections. A queue that never settles has something deferred
        // anywhere.
        Kernel::set_settles(false);
        let mut check_of_queues = Check::new(&mutant, &makers_of_queues);
        if check.failure.is_none() {
            compare_edges(&mut check_of_queues);
        }
        Kernel::set_settles(true);
        (check.failure.is_none() && check_of_queues.failure.is_none()).then_some(what)
    });
    assert_eq!(accepted.collect::<Vec<_>>(), [""; 0], "the comparison accepts these changes");
}

#[test]
fn a_row_that_is_not_understood_is_an_error_that_says_where_and_why() {
    let spec = SPEC;
    for (from, to, why) in [
        (
            "| enable | in a handler or",
            "| enable | in a handle or",
            "`in a handle` is no condition",
        ),
        ("| E = 0 | E += 1 |", "| F = 0 | E += 1 |", "`F` is no counter"),
        ("| E = 0 | E += 1 |", "| E = 256 | E += 1 |", "number too large to fit in target type"),
        ("| E = 0 | E += 1 |", "| E = 0 | E += 2 |", "`E += 2` is no effect"),
        ("| E += 1 | `enter` |", "| E += 1 | `entre` |", "``entre`` is no hook"),
        ("| `UnpairedDisable`;", "| `Unpaired`;", "``Unpaired`` is no violation"),
        ("(E=255 P=0)", "(E=255 Q=0)", "`Q=0` is no count"),
        ("| active | deferred | – | – |", "| active | deferred | – |", "4 cells, where 5 belong"),
        (
            "as disable, counted | | |",
            "as disable, counted | `flush` | |",
            "it refers to another call, and has a hook or a report of its own",
        ),
        ("as enable |", "as begin |", "no rows for the call `begin`"),
    ] {
        let line = 1 + spec.lines().position(|line| line.contains(from)).expect("a row");
        let error = Table::read(&spec.replacen(from, to, 1)).expect_err(to);
        let error = format!("{error:#}");
        assert!(error.contains(&format!("SPEC.md:{line}: ")) && error.ends_with(why), "{error}");
    }
}

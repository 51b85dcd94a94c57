//! The program boots, prints to its serial port and ends by PSCI, and its output becomes a table.
//! It is emulated, so the tests check only that there are values.

use std::sync::LazyLock;

use harness::program::Program;
use harness::qemu::Qemu;
use timing::accelerator::Accelerator;
use timing::ticks::Ticks;
use timing::{MACHINE, build, measure, table};

static PROGRAM: LazyLock<Program> =
    LazyLock::new(|| build(Accelerator::Tcg).unwrap_or_else(|error| panic!("{error:#}")));

fn qemu() -> Qemu {
    Qemu::find(&MACHINE)
        .expect("a QEMU that can be used")
        .expect("QEMU; `cargo xtask test` installs it or says how to")
}

fn emulated(cpu: &str) -> Ticks {
    measure(&qemu(), &PROGRAM, Accelerator::Tcg, cpu).unwrap_or_else(|error| panic!("{error:#}"))
}

#[test]
fn each_way_is_timed_with_each_size_of_a_call() {
    let ticks = emulated(Accelerator::Tcg.cpu());
    let timed: Vec<_> = ticks.series.iter().map(|series| (&*series.way, series.call)).collect();
    let ways = [
        "mapped: barriers for each page",
        "unmapped: a call's pages as a range",
        "mapped: one barrier pair after the loop, by hand",
        "unmapped: one by one",
        "mapped: in a section",
    ];
    let expected: Vec<_> =
        ways.into_iter().flat_map(|way| [1, 16, 512].map(|call| (way, call))).collect();
    assert_eq!(timed, expected);
    for series in &ticks.series {
        assert!(series.runs.len() == 3 && series.runs.iter().all(|&run| run > 0), "{series:?}");
    }
}

/// A reader of the table sees this first.
#[test]
fn the_table_of_an_emulation_says_that_these_are_no_times() {
    let ticks = emulated(Accelerator::Tcg.cpu());
    let text = table::markdown(&ticks, Accelerator::Tcg, "7.2");
    let lines: Vec<_> = text.lines().collect();
    assert!(lines[0].starts_with("### These are no times"), "{text}");
    let rows: Vec<_> = lines
        .iter()
        .filter(|line| line.starts_with("| mapped") || line.starts_with("| unmapped"))
        .collect();
    assert_eq!(rows.len(), 5, "{text}");
    for row in rows {
        let cells: Vec<f64> = row
            .split('|')
            .skip(2)
            .filter_map(|cell| cell.split_whitespace().next())
            .map(|cell| cell.parse().expect("a number"))
            .collect();
        assert!(cells.len() == 3 && cells.iter().all(|&cell| cell > 0.0), "{row}");
    }
}

#[test]
fn a_cpu_without_range_operations_is_timed_too() {
    assert_eq!(emulated("cortex-a72").midr, 0x410f_d083);
}

#[test]
fn an_accelerator_that_this_qemu_has_not_is_one_sentence() {
    if Accelerator::of_this_host().is_ok() {
        return;
    }
    for accelerator in [Accelerator::Kvm, Accelerator::Hvf] {
        let error = format!(
            "{:#}",
            measure(&qemu(), &PROGRAM, accelerator, accelerator.cpu()).unwrap_err()
        );
        assert!(
            error.starts_with(&format!("nothing was timed {}; ", accelerator.how())),
            "{error}"
        );
        assert!(
            error.contains(": `timing` failed with exit code 1; see what it printed last\n"),
            "{error}"
        );
        assert!(error.lines().skip(1).any(|line| line.contains(accelerator.name())), "{error}");
    }
}

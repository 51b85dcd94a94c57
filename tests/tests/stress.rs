//! The stress programs paid what their model predicted. `tests/tests/qemu.rs` compares each run with the snapshot; here the two lines of
//! the snapshot are compared, and those of a run of any length.

use lazy_mmu_tests::machine::ARM64;
use lazy_mmu_tests::program::build_one;
use lazy_mmu_tests::qemu::Qemu;
use lazy_mmu_tests::{plugin, snapshot};

const COUNTED: &str = "a_million_operations_pay_what_the_model_predicts";
const FOUR_CPUS: &str = "four_cpus_map_and_unmap_without_losing_a_barrier";

/// What a program printed, and below it what was counted.
#[track_caller]
fn counted_is_predicted(output: &str) {
    let line = |label: &str| {
        let line = output.lines().find_map(|line| line.strip_prefix(label));
        line.unwrap_or_else(|| panic!("no line `{label}`"))
    };
    assert_eq!(line("counted: "), line("predicted: "));
    assert!(!line("counted: ").contains("sb=0 "), "nothing was counted");
}

#[test]
fn what_was_counted_is_what_was_predicted() {
    let snapshot = snapshot::read(&ARM64, COUNTED).expect("it can be read");
    counted_is_predicted(&snapshot.expect("it exists; `cargo xtask bless` writes it"));
}

/// As many as `LAZY_MMU_OPERATIONS` says: the kernel is built with it.
#[test]
#[ignore = "takes minutes; `cargo xtask test --full` runs it with ten million operations"]
fn so_it_is_in_a_run_of_any_length() {
    let qemu = Qemu::find(&ARM64).expect("one that is usable").expect("QEMU is installed");
    let plugin = plugin::build(qemu.version()).expect("it builds");
    let boot = |name| qemu.boot(&build_one(&ARM64, name).expect("it builds"), &plugin).unwrap_or_else(|error| panic!("{error:#}"));
    let run = boot(COUNTED);
    println!("{}", snapshot::render(&ARM64, &run));
    counted_is_predicted(&snapshot::render(&ARM64, &run));
    println!("{}", boot(FOUR_CPUS).stdout);
}

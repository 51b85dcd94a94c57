//! The stress programs with more operations than the snapshots have: each fails if what it cost is
//! not what its model predicted.

use std::env;

use harness::machine::ARM64;
use harness::plugin;
use harness::program::build_one;
use harness::qemu::Qemu;

/// As many as `LAZY_MMU_OPERATIONS` says: the kernel is built with it. It may take as long for each
/// million as a program without it.
#[test]
#[ignore = "takes minutes; `cargo xtask test --full` runs it with ten million operations"]
fn a_run_of_any_length_emits_what_its_model_predicts() {
    let operations = env::var("LAZY_MMU_OPERATIONS")
        .map_or(1_000_000, |text| text.parse::<u32>().expect("a number of operations"));
    let qemu = Qemu::find(&ARM64)
        .expect("one that is usable")
        .expect("QEMU is installed")
        .patient(operations.div_ceil(1_000_000));
    let plugin = plugin::build(qemu.version()).expect("it builds");
    for name in [
        "a_million_operations_emit_what_the_model_predicts",
        "four_cpus_map_and_unmap_without_losing_a_barrier",
    ] {
        let run = qemu
            .boot(&build_one(&ARM64, name, &[]).expect("it builds"), &plugin)
            .unwrap_or_else(|error| panic!("{error:#}"));
        assert!(run.stdout.contains("as predicted"), "`{name}` predicts nothing");
        println!("{}{:?}", run.stdout, run.measured);
    }
}

//! `docs/kernels.md` and README.md show what two kernels execute before and after their port:
//! `cargo xtask bless` writes the tables, and these tests compare them.

use std::fmt::Write;

use harness::machine::ARM64;
use harness::run::{Counts, Measured};
use harness::{generated, snapshot};

/// Each kernel, and its program.
const KERNELS: [(&str, &str); 3] = [
    ("unikernel", "a_unikernel_that_follows_the_guide_executes_no_barrier_more"),
    ("async kernel", "an_async_kernel_that_follows_the_guide_executes_no_barrier_more"),
    ("async kernel, Cortex-A72", "an_async_kernel_on_a_cortex_a72_executes_no_barrier_more"),
];
/// The jobs that each program counts, at the least.
const JOBS: [&str; 6] = [
    "boot",
    "64 maps by a call each, alone",
    "64 maps by a call each, in their caller's section",
    "64 protects",
    "64 unmaps",
    "a task switch",
];
type Column = (&'static str, fn(&Counts) -> u64);
const COLUMNS: [Column; 4] = [
    ("DSB", |counts| counts.dsb),
    ("ISB", |counts| counts.isb),
    ("TLBI", |counts| counts.tlbi),
    ("instructions", |counts| counts.instructions),
];

/// A job of a kernel, before its port and after it.
struct Row {
    job: String,
    before: Counts,
    after: Counts,
}

fn rows(program: &str) -> Vec<Row> {
    let text = snapshot::read(&ARM64, program).expect("it can be read");
    let text =
        text.unwrap_or_else(|| panic!("{program} has no snapshot; `cargo xtask bless` writes it"));
    let regions: Vec<Measured> = text
        .lines()
        .filter(|line| line.contains(": dsb="))
        .map(|line| line.parse().expect("a region"))
        .collect();
    let after = |job: &str| {
        regions
            .iter()
            .find(|region| region.label == format!("{job}, after"))
            .map(|region| region.counts)
    };
    let before = regions
        .iter()
        .filter_map(|region| Some((region.label.strip_suffix(", before")?, region.counts)));
    before
        .map(|(job, before)| Row {
            job: job.trim_start_matches("cost ").to_owned(),
            before,
            after: after(job).unwrap_or_else(|| panic!("{program} has no `{job}, after`")),
        })
        .collect()
}

#[test]
fn the_table_of_kernels_has_the_counts() {
    let mut table = String::new();
    for (kernel, program) in KERNELS {
        let heads: String = COLUMNS.iter().map(|(name, _)| format!(" {name} |")).collect();
        writeln!(table, "| {kernel} |{heads}\n| --- |{}", " ---: |".repeat(COLUMNS.len())).unwrap();
        for Row { job, before, after } in rows(program) {
            let cells: String = COLUMNS
                .iter()
                .map(|(_, column)| format!(" {} → {} |", column(&before), column(&after)))
                .collect();
            writeln!(table, "| {job} |{cells}").unwrap();
        }
        table.push('\n');
    }
    generated::check_part("docs/kernels.md", "kernels", &format!("{}\n", table.trim_end()))
        .unwrap();
}

#[test]
fn each_job_of_a_kernel_is_compared_with_itself_before_the_port() {
    for (_, program) in KERNELS {
        let text = snapshot::read(&ARM64, program).expect("it can be read").expect("a snapshot");
        let rows = rows(program);
        for job in JOBS {
            assert!(rows.iter().any(|row| row.job == job), "{program} does not count `{job}`");
        }
        for Row { job, .. } in rows {
            let line =
                format!("cost {job}, after: no more DSB, ISB or TLBI than cost {job}, before");
            assert!(text.lines().any(|each| each == line), "{program} does not say `{line}`");
        }
    }
}

/// The rows of README.md: a job, and its name there.
const README_ROWS: [(&str, &str); 3] = [
    ("boot", "boot"),
    ("64 maps by a call each, in their caller's section", "64 maps, in a section"),
    ("64 maps by a call each, alone", "64 maps, in no section"),
];

#[test]
fn the_readme_has_the_counts_of_two_kernels() {
    let mut table =
        format!("```text\n{:<38}{:>14}{:>21}\n", "before → after", "DSB", "instructions");
    for (job, name) in README_ROWS {
        for (kernel, program) in &KERNELS[..2] {
            let Row { before, after, .. } =
                rows(program).into_iter().find(|row| row.job == job).expect("it is counted");
            let [dsb, instructions] =
                COLUMNS_OF_README.map(|column| format!("{} → {}", column(&before), column(&after)));
            writeln!(table, "{:<38}{dsb:>14}{instructions:>21}", format!("{kernel}: {name}"))
                .unwrap();
        }
    }
    generated::check_part("README.md", "two-kernels", &format!("{table}```\n")).unwrap();
}

const COLUMNS_OF_README: [fn(&Counts) -> u64; 2] =
    [|counts| counts.dsb, |counts| counts.instructions];

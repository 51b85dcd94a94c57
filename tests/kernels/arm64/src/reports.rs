//! The reports of the mode: remembered where they come, maybe in a handler or under a lock, and
//! printed where a program may print.

use lazy_mmu_core::{Reports, Violation};

use crate::console::console;
use crate::{cpu, daif};

/// Those of each CPU, as a violation does not say where it came.
static REPORTS: [Reports; cpu::MOST] = [const { Reports::new() }; cpu::MOST];

/// For `Platform::report`.
pub(crate) fn remember(violation: Violation) {
    // Not preempted between the two, so that it is this CPU.
    daif::masked(|| REPORTS[cpu::index()].remember(violation));
}

/// Prints what was reported since the last time. [`sched::run`](crate::sched::run) does it too, and
/// so does the end of a program.
pub fn print_reports() {
    for (cpu, reports) in REPORTS.iter().enumerate() {
        while let Some(report) = reports.take() {
            (console().print)(format_args!("CPU {cpu}: {report}\n"));
        }
    }
}

//! [`markdown`]: the ticks as nanoseconds a page, in a table to paste.

use std::fmt::Write;

use crate::accelerator::Accelerator;
use crate::cpu;
use crate::spread::Spread;
use crate::ticks::{Series, Ticks};

/// Returns the table, with the CPU above it and the timer below. The heading of an emulation says
/// that its numbers are no times.
pub fn markdown(ticks: &Ticks, accelerator: Accelerator, qemu: &str) -> String {
    let heading = match accelerator {
        Accelerator::Kvm | Accelerator::Hvf => "Nanoseconds a page",
        Accelerator::Tcg => "These are no times: an emulation, which waits for no barrier",
    };
    let mut calls: Vec<u64> = ticks.series.iter().map(|series| series.call).collect();
    calls.sort_unstable();
    calls.dedup();
    let mut ways: Vec<&str> = ticks.series.iter().map(|series| &*series.way).collect();
    ways.dedup();

    let mut text = format!(
        "### {heading}\n\n{}, {}, QEMU {qemu}.\n\n",
        cpu::name(ticks.midr),
        accelerator.how()
    );
    let heads: String = calls.iter().map(|call| format!(" {call} a call |")).collect();
    writeln!(text, "| pages |{heads}\n| --- |{}", " ---: |".repeat(calls.len()))
        .expect("a string takes it");
    for way in ways {
        let of_a_call = |&call: &u64| {
            ticks.series.iter().find(|series| series.way == way && series.call == call)
        };
        let cells: String = calls
            .iter()
            .map(|call| {
                format!(
                    " {} |",
                    of_a_call(call).map_or_else(String::new, |series| cell(ticks, series))
                )
            })
            .collect();
        writeln!(text, "| {way} |{cells}").expect("a string takes it");
    }
    let runs = ticks.series.iter().map(|series| series.runs.len()).min().unwrap_or_default();
    let tick = nanoseconds(1, ticks.frequency);
    writeln!(
        text,
        "\nThe median of {runs} runs, and from the 10th to the 90th percentile. The timer ticks every {tick:.1} ns ({} Hz), and a run is \
         {} pages: a tick more is {:.3} ns a page.",
        ticks.frequency,
        ticks.pages,
        tick / ticks.pages as f64
    )
    .expect("a string takes it");
    text
}

/// Returns a cell as "51.3 (50.1–60.2)".
fn cell(ticks: &Ticks, series: &Series) -> String {
    let page = |count| nanoseconds(count, ticks.frequency) / ticks.pages as f64;
    Spread::of(&series.runs).map_or_else(String::new, |Spread { low, median, high }| {
        format!("{:.1} ({:.1}–{:.1})", page(median), page(low), page(high))
    })
}

fn nanoseconds(ticks: u64, frequency: u64) -> f64 {
    ticks as f64 * 1e9 / frequency as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks() -> Ticks {
        let series = |way: &str, call, runs: &[u64]| Series {
            way: way.to_owned(),
            call,
            runs: runs.to_vec(),
        };
        Ticks {
            midr: 0x410f_d083,
            frequency: 24_000_000,
            pages: 4096,
            series: vec![
                series("mapped", 1, &[983, 1000, 2000]),
                series("mapped", 512, &[98, 98, 98]),
                series("unmapped", 1, &[9830, 9830, 9830]),
                series("unmapped", 512, &[0, 0, 0]),
            ],
        }
    }

    #[test]
    fn a_page_is_a_part_of_a_run() {
        assert_eq!(
            markdown(&ticks(), Accelerator::Kvm, "7.2"),
            "### Nanoseconds a page\n\n\
             Arm Cortex-A72 r0p3 (MIDR 0x410fd083), under KVM, QEMU 7.2.\n\n\
             | pages | 1 a call | 512 a call |\n| --- | ---: | ---: |\n\
             | mapped | 10.2 (10.0–20.3) | 1.0 (1.0–1.0) |\n\
             | unmapped | 100.0 (100.0–100.0) | 0.0 (0.0–0.0) |\n\n\
             The median of 3 runs, and from the 10th to the 90th percentile. The timer ticks every 41.7 ns (24000000 Hz), and a run is 4096 \
             pages: a tick more is 0.010 ns a page.\n"
        );
    }

    #[test]
    fn only_an_emulation_says_that_these_are_no_times() {
        for (accelerator, said) in
            [(Accelerator::Kvm, false), (Accelerator::Hvf, false), (Accelerator::Tcg, true)]
        {
            assert_eq!(
                markdown(&ticks(), accelerator, "7.2").starts_with("### These are no times"),
                said,
                "{accelerator:?}"
            );
        }
    }
}

//! `docs/bench.json` has the current counts and meets the targets, and `docs/bench.md`, README.md
//! and SPEC.md show its figures.

use std::fs;

use bench::figures::{Build, C, Figures, Series};
use bench::targets::{GLOBAL, NAMED, Of};
use bench::{self, DOCUMENT, JSON, SUMMARY, costs, document, targets};
use harness::machine::ARM64;
use harness::qemu::Qemu;
use harness::{cargo, generated};

fn checked_in() -> Figures {
    bench::checked_in().unwrap_or_else(|error| panic!("{error:#}"))
}

/// The C version depends on its compiler: where there is none, or another one, it is not compared.
#[test]
fn the_figures_are_those_that_are_counted() {
    let qemu = Qemu::find(&ARM64)
        .expect("a QEMU that can be used")
        .expect("QEMU; `cargo xtask test` installs it or says how to");
    let measured = bench::measure(&qemu).unwrap_or_else(|error| panic!("{error:#}"));
    let outcome = if generated::blessing() {
        let figures =
            if measured.gcc.is_none() { measured.or_c_of(checked_in()) } else { measured };
        generated::check(JSON, &figures.to_json()).and_then(|()| shown(&figures))
    } else {
        let there = checked_in();
        if measured.gcc == there.gcc {
            generated::compare(JSON, &there.to_json(), &measured.to_json())
        } else {
            let gcc = |figures: &Figures| figures.gcc.clone().unwrap_or_else(|| "none".to_owned());
            println!(
                "compared: {}",
                &format!(
                    "all but the C version, which is of gcc {}, and here is {}",
                    gcc(&there),
                    gcc(&measured)
                )
            );
            generated::compare(JSON, &there.without_c().to_json(), &measured.without_c().to_json())
        }
    };
    if let Err(error) = outcome {
        panic!("{error:#}");
    }
}

#[test]
fn the_documents_show_the_figures() {
    if !generated::blessing()
        && let Err(error) = shown(&checked_in())
    {
        panic!("{error:#}");
    }
}

/// Compares the documents with these figures, or writes them.
fn shown(figures: &Figures) -> anyhow::Result<()> {
    generated::check(DOCUMENT, &document::markdown(figures))?;
    generated::check_part(SUMMARY.0, SUMMARY.1, &costs::of_readme(figures))
}

/// The document says this in words.
#[test]
fn isb_are_as_many_as_dsb_but_for_one_crate_and_the_same_with_lto() {
    let figures = checked_in();
    let maps = |series: &&Series| figures.get(Build::FatLto, &series.what, &series.by).is_some();
    assert!(figures.series.iter().filter(maps).count() > 50, "the program that maps is measured");
    for series in figures.series.iter().filter(maps) {
        // For the crates' other jobs and their lazy forms, the table shows both.
        if !series.what.starts_with("unmap") && !series.what.starts_with("protect") {
            let half = if series.by == "aarch64-paging" { 2 } else { 1 };
            assert!(
                series.points().all(|(_, counts)| counts.dsb == half * counts.isb),
                "{series:?}"
            );
        }
        let lto = figures.get(Build::FatLto, &series.what, &series.by).expect("both are measured");
        assert_eq!(
            (&lto.dsb, &lto.isb, &lto.tlbi),
            (&series.dsb, &series.isb, &series.tlbi),
            "{series:?}"
        );
    }
}

#[test]
fn spec_says_what_is_counted() {
    let spec =
        fs::read_to_string(cargo::workspace().join("SPEC.md")).expect("a file of this repository");
    for row in costs::of_spec(&checked_in()) {
        assert!(spec.contains(&row), "SPEC.md has no row `{row}`");
    }
}

#[test]
fn the_targets_are_met() {
    assert_eq!(targets::misses(&checked_in()), [""; 0]);
}

/// Of each series that a target is about: an instruction, a barrier or an invalidation more,
/// wherever it is, is a target that is missed.
#[test]
fn a_target_that_is_missed_is_named() {
    let figures = checked_in();
    let with = |change: &dyn Fn(&mut Figures)| {
        let mut changed = figures.clone();
        change(&mut changed);
        targets::misses(&changed)
    };
    let ours = |by: &str| [NAMED, GLOBAL].contains(&by);
    for (index, series) in figures.series.iter().enumerate().filter(|(_, series)| ours(&series.by))
    {
        for point in 0..series.n.len() {
            for misses in [
                with(&|figures| figures.series[index].dsb[point] += 1),
                with(&|figures| figures.series[index].isb[point] += 1),
                with(&|figures| figures.series[index].tlbi[point] += 1),
            ] {
                assert!(
                    misses.iter().any(|miss| miss.contains(&series.what)),
                    "{series:?}, {point}: {misses:?}"
                );
            }
        }
    }
    for target in &targets::TARGETS {
        for (index, series) in figures
            .series
            .iter()
            .enumerate()
            .filter(|(_, series)| series.what == target.what && series.by == NAMED)
        {
            let slower = with(&|figures| {
                let instructions = &mut figures.series[index].instructions;
                match target.of {
                    Of::Whole => instructions[0] = target.most + 1,
                    Of::Page => instructions
                        .iter_mut()
                        .zip(&series.n)
                        .for_each(|(count, n)| *count = (target.most + 1) * n),
                }
            });
            assert!(
                slower.iter().any(|miss| miss.contains(target.name)),
                "{}: {slower:?}",
                target.name
            );
        }
    }
    let gone = with(&|figures| figures.series.retain(|series| series.by != NAMED));
    assert!(gone.iter().any(|miss| miss.contains("was not measured")), "{gone:?}");
    let only_c = with(&|figures| {
        figures
            .series
            .iter_mut()
            .filter(|series| series.by == C)
            .for_each(|series| series.dsb[0] += 1)
    });
    assert_eq!(only_c, [""; 0], "others have no targets");
}

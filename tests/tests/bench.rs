//! `docs/bench.json` is what is counted now, meets the targets, and is what `docs/bench.md` shows.

use lazy_mmu_tests::bench::figures::{C, Figures};
use lazy_mmu_tests::bench::{self, DOCUMENT, JSON, document, targets};
use lazy_mmu_tests::golden;
use lazy_mmu_tests::qemu::Qemu;

fn checked_in() -> Figures {
    bench::checked_in().unwrap_or_else(|error| panic!("{error:#}"))
}

/// The C version depends on its compiler: where there is none, or another one, it is not compared.
#[test]
fn the_figures_are_those_that_are_counted() {
    let qemu = Qemu::find().expect("a QEMU that can be used").expect("QEMU; `cargo xtask test` installs it or says how to");
    let measured = bench::measure(&qemu).unwrap_or_else(|error| panic!("{error:#}"));
    let outcome = if golden::blessing() {
        let figures = if measured.gcc.is_none() { measured.or_c_of(checked_in()) } else { measured };
        golden::check(JSON, &figures.to_json()).and_then(|()| golden::check(DOCUMENT, &document::markdown(&figures)))
    } else {
        let there = checked_in();
        if measured.gcc == there.gcc {
            golden::compare(JSON, &there.to_json(), &measured.to_json())
        } else {
            println!("the C version is not compared: it is of gcc {:?}, and here is {:?}", there.gcc, measured.gcc);
            golden::compare(JSON, &there.without_c().to_json(), &measured.without_c().to_json())
        }
    };
    if let Err(error) = outcome {
        panic!("{error:#}");
    }
}

#[test]
fn the_document_shows_the_figures() {
    if !golden::blessing()
        && let Err(error) = golden::check(DOCUMENT, &document::markdown(&checked_in()))
    {
        panic!("{error:#}");
    }
}

#[test]
fn the_targets_are_met() {
    assert_eq!(targets::misses(&checked_in()), [""; 0]);
}

/// Of each series that a target is about: an instruction, a barrier or an invalidation more, wherever it is, is a target that is missed.
#[test]
fn a_target_that_is_missed_is_named() {
    let figures = checked_in();
    let with = |change: &dyn Fn(&mut Figures)| {
        let mut changed = figures.clone();
        change(&mut changed);
        targets::misses(&changed)
    };
    let ours = |by: &str| [targets::NAMED, targets::GLOBAL].contains(&by);
    for (index, series) in figures.series.iter().enumerate().filter(|(_, series)| ours(&series.by)) {
        for point in 0..series.n.len() {
            for misses in [
                with(&|figures| figures.series[index].dsb[point] += 1),
                with(&|figures| figures.series[index].isb[point] += 1),
                with(&|figures| figures.series[index].tlbi[point] += 1),
            ] {
                assert!(misses.iter().any(|miss| miss.contains(&series.what)), "{series:?}, {point}: {misses:?}");
            }
        }
    }
    for target in &targets::TARGETS {
        for (index, series) in
            figures.series.iter().enumerate().filter(|(_, series)| series.what == target.what && series.by == targets::NAMED)
        {
            let slower = with(&|figures| {
                let instructions = &mut figures.series[index].instructions;
                match target.of {
                    targets::Of::Whole => instructions[0] = target.most + 1,
                    targets::Of::Page => instructions.iter_mut().zip(&series.n).for_each(|(count, n)| *count = (target.most + 1) * n),
                }
            });
            assert!(slower.iter().any(|miss| miss.contains(target.name)), "{}: {slower:?}", target.name);
        }
    }
    let gone = with(&|figures| figures.series.retain(|series| series.by != targets::NAMED));
    assert!(gone.iter().any(|miss| miss.contains("was not measured")), "{gone:?}");
    let only_c = with(&|figures| figures.series.iter_mut().filter(|series| series.by == C).for_each(|series| series.dsb[0] += 1));
    assert_eq!(only_c, [""; 0], "others have no targets");
}

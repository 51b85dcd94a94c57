//! The adapters beside the crates that they make lazy: a table, and its check. A lazy form costs no
//! more than the crate's own, except for a reason that is said.

use super::document::{MISSING, cell, table};
use super::figures::{Build, Figures};
use harness::run::Counts;

/// How many pages each job is counted with.
const SIZES: [u64; 3] = [1, 16, 512];

const PAGING: &str = "aarch64-paging";
const PAGING_LAZY: &str = "Lazy of aarch64-paging";
const PAGING_SHARED: &str = "Lazy of aarch64-paging, shared";
const MULTIARCH: &str = "page_table_multiarch";
const MULTIARCH_LAZY: &str = "Lazy of page_table_multiarch";

const MAP_AT_ONCE: &str = "map, one call";
const MAP_PAGES: &str = "map, a page a call";
const UNMAP_AT_ONCE: &str = "unmap, one call";
const UNMAP_PAGES: &str = "unmap, a page a call";
const PROTECT_AT_ONCE: &str = "protect, one call";
const PROTECT_PAGES: &str = "protect, a page a call";
const JOBS: [&str; 6] =
    [MAP_AT_ONCE, MAP_PAGES, UNMAP_AT_ONCE, UNMAP_PAGES, PROTECT_AT_ONCE, PROTECT_PAGES];

/// Each crate's own tables, and their lazy forms with a name.
const CRATES: [(&str, &[(&str, &str)]); 2] = [
    (PAGING, &[(PAGING_LAZY, "lazy"), (PAGING_SHARED, "lazy, shared")]),
    (MULTIARCH, &[(MULTIARCH_LAZY, "lazy")]),
];

/// A job whose lazy form takes more instructions than the crate's own.
struct More {
    lazy: &'static str,
    what: &'static str,
    build: Build,
    /// How many more, for each of [`SIZES`]; 0 if none.
    instructions: [u64; 3],
    why: &'static str,
}

const fn more(
    lazy: &'static str,
    what: &'static str,
    build: Build,
    instructions: [u64; 3],
    why: &'static str,
) -> More {
    More { lazy, what, build, instructions, why }
}

const ERRATA: &str = "each call asks whether a CPU has an erratum that takes a second invalidation: a load and a test. The crate does not ask";
const SECTION: &str = "the section has a begin and an end, and a single call gains nothing by it. For more than 32 pages the crate invalidates \
                       everything by one instruction, on this CPU alone";
const COMPLETE: &str = "the crate has no barrier between the store and the TLBI, and invalidates everything on this CPU alone. The lazy form completes \
                        the store, invalidates on all CPUs, and asks for errata";

/// All of them. Each number is exact, and no other job takes more.
const MORE: [More; 14] = [
    more(PAGING_LAZY, UNMAP_AT_ONCE, Build::Release, [3, 3, 3], ERRATA),
    more(PAGING_LAZY, UNMAP_PAGES, Build::Release, [5, 35, 1027], ERRATA),
    more(PAGING_LAZY, PROTECT_AT_ONCE, Build::Release, [3, 3, 3], ERRATA),
    more(PAGING_LAZY, PROTECT_PAGES, Build::Release, [5, 35, 1027], ERRATA),
    more(PAGING_LAZY, UNMAP_AT_ONCE, Build::FatLto, [3, 3, 3], ERRATA),
    more(PAGING_LAZY, UNMAP_PAGES, Build::FatLto, [5, 35, 1027], ERRATA),
    more(PAGING_LAZY, PROTECT_AT_ONCE, Build::FatLto, [3, 3, 3], ERRATA),
    more(PAGING_LAZY, PROTECT_PAGES, Build::FatLto, [5, 35, 1027], ERRATA),
    more(MULTIARCH_LAZY, MAP_AT_ONCE, Build::Release, [13, 0, 42], SECTION),
    more(MULTIARCH_LAZY, MAP_PAGES, Build::Release, [18, 0, 0], SECTION),
    more(MULTIARCH_LAZY, MAP_AT_ONCE, Build::FatLto, [16, 0, 50], SECTION),
    more(MULTIARCH_LAZY, MAP_PAGES, Build::FatLto, [18, 0, 0], SECTION),
    more(MULTIARCH_LAZY, PROTECT_AT_ONCE, Build::FatLto, [16, 0, 284], COMPLETE),
    more(MULTIARCH_LAZY, PROTECT_PAGES, Build::FatLto, [17, 137, 4105], COMPLETE),
];

/// Returns the part of the page: each job, crate by crate and with fat LTO, by the crate's own form
/// and below it by the lazy ones.
pub fn section(figures: &Figures) -> (&'static str, String, String) {
    let about = "Pages that are mapped, unmapped and protected through the crates' own types and through their lazy\n\
                 forms. The cells of 1, 16 and 512 pages have the instructions and, in parentheses, DSB, ISB and TLBI,\n\
                 crate by crate. The next three have the instructions with fat LTO. A lazy map runs in a section, which\n\
                 flushes. A section defers no other change, so the other jobs run in none. Tables that other CPUs walk\n\
                 are mapped in by the shared form."
        .to_owned();
    ("Adapters", about, rows(figures))
}

fn rows(figures: &Figures) -> String {
    let head =
        ["", "1 page", "16", "512", "with LTO: 1", "16", "512", "more"].map(str::to_owned).to_vec();
    let mut reasons: Vec<&str> = Vec::new();
    let mut row = |name: String, what: &str, by: &str| {
        let all = SIZES.map(|pages| at(figures, Build::Release, what, by, pages));
        let lto = SIZES.map(|pages| {
            cell(at(figures, Build::FatLto, what, by, pages).map(|counts| counts.instructions))
        });
        let more = MORE.iter().find(|more| more.lazy == by && more.what == what).map_or_else(
            String::new,
            |more| {
                let number = reasons.iter().position(|why| *why == more.why).unwrap_or_else(|| {
                    reasons.push(more.why);
                    reasons.len() - 1
                });
                format!("({})", number + 1)
            },
        );
        [vec![name], all.map(full).to_vec(), lto.to_vec(), vec![more]].concat()
    };
    let mut rows = vec![head];
    for (own, lazies) in CRATES {
        for what in JOBS {
            rows.push(row(format!("{own}: {what}"), what, own));
            let there =
                lazies.iter().filter(|(lazy, _)| figures.get(Build::Release, what, lazy).is_some());
            rows.extend(there.map(|(lazy, name)| row(format!("  {name}"), what, lazy)));
        }
    }
    let reasons: String =
        reasons.iter().enumerate().map(|(index, why)| format!("({}) {why}\n", index + 1)).collect();
    format!("{}\nWhy a lazy form costs more than the crate's own:\n{reasons}", table(&rows))
}

fn at(figures: &Figures, build: Build, what: &str, by: &str, pages: u64) -> Option<Counts> {
    figures.get(build, what, by)?.at(pages)
}

/// As "973 (1 1 0)".
fn full(counts: Option<Counts>) -> String {
    counts.map_or_else(
        || MISSING.to_owned(),
        |Counts { instructions, dsb, isb, tlbi, .. }| {
            format!("{instructions} ({dsb} {isb} {tlbi})")
        },
    )
}

/// Returns a sentence for each lazy form that takes more than its crate without a reason, or
/// another number than its reason says.
pub fn misses(figures: &Figures) -> Vec<String> {
    let mut misses = Vec::new();
    for (own, lazies) in CRATES {
        for ((lazy, _), what, build) in lazies.iter().flat_map(|lazy| {
            JOBS.iter().flat_map(move |what| Build::ALL.map(move |build| (lazy, *what, build)))
        }) {
            if *lazy == PAGING_SHARED && ![MAP_AT_ONCE, MAP_PAGES].contains(&what) {
                continue; // by the functions of the other
            }
            let allowed =
                MORE.iter().find(|more| (more.lazy, more.what, more.build) == (*lazy, what, build));
            for (pages, allowed) in
                SIZES.into_iter().zip(allowed.map_or([0; 3], |more| more.instructions))
            {
                let case =
                    || format!("`{what}` of {pages} pages by {lazy}, built {},", build.name());
                let pair =
                    at(figures, build, what, own, pages).zip(at(figures, build, what, lazy, pages));
                let Some((own, lazy)) = pair else {
                    misses.push(format!("{} was not measured beside the crate's own form", case()));
                    continue;
                };
                let more = lazy.instructions.saturating_sub(own.instructions);
                if more != allowed {
                    misses.push(format!("{} takes {more} instructions more than the crate's own form, and {allowed} are said", case()));
                }
                if what.starts_with("map") && (lazy.dsb, lazy.isb, lazy.tlbi) != (1, 1, 0) {
                    misses.push(format!("{} takes more than one pair: {lazy:?}", case()));
                }
            }
        }
    }
    misses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Series;

    /// The crate that this is the lazy form of.
    fn own_of(series: &Series) -> Option<&'static str> {
        CRATES
            .iter()
            .find(|(_, lazies)| lazies.iter().any(|(lazy, _)| *lazy == series.by))
            .map(|(own, _)| *own)
    }

    #[test]
    fn a_lazy_form_takes_no_more_than_its_crate_but_for_a_reason() {
        assert_eq!(misses(&crate::checked_in().unwrap()), [""; 0]);
    }

    #[test]
    fn a_lazy_form_that_takes_more_is_named() {
        let figures = crate::checked_in().unwrap();
        for (index, series, own) in figures
            .series
            .iter()
            .enumerate()
            .filter_map(|(index, series)| Some((index, series, own_of(series)?)))
        {
            let allowed = MORE.iter().find(|more| {
                (more.lazy, more.what, more.build) == (&series.by, &series.what, series.build)
            });
            for (point, pages) in SIZES.into_iter().enumerate() {
                let mut slower = figures.clone();
                let own =
                    at(&figures, series.build, &series.what, own, pages).expect("it is measured");
                slower.series[index].instructions[point] =
                    own.instructions + allowed.map_or(0, |more| more.instructions[point]) + 1;
                let case = format!(
                    "`{}` of {pages} pages by {}, built {},",
                    series.what,
                    series.by,
                    series.build.name()
                );
                let named = |figures: &Figures| {
                    misses(figures).iter().filter(|miss| miss.starts_with(&case)).count()
                };
                assert_eq!(named(&slower), 1, "{case}");
                if series.what.starts_with("map") {
                    let mut eager = figures.clone();
                    eager.series[index].dsb[point] += 1;
                    assert_eq!(named(&eager), 1, "{case}");
                }
            }
            let mut gone = figures.clone();
            gone.series.remove(index);
            assert_eq!(misses(&gone).len(), SIZES.len(), "{series:?}");
        }
    }
}

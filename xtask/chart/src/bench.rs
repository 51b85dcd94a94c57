//! The chart of the bench: what the mode costs, beside what would be used instead.

use std::path::Path;

use anyhow::Result;
use bench::figures::{Build, Figures};
use bench::targets::{NAMED, OFF};
use harness::run::Counts;
use plotters::style::RGBColor;

use crate::{Line, Panel};

/// The chart of the figures that are checked in, from the root of the workspace.
pub const CHART: &str = "docs/bench.svg";

const BLUE: RGBColor = RGBColor(0x00, 0x72, 0xb2);
const SKY: RGBColor = RGBColor(0x56, 0xb4, 0xe9);
const VERMILION: RGBColor = RGBColor(0xd5, 0x5e, 0x00);
const ORANGE: RGBColor = RGBColor(0xe6, 0x9f, 0x00);
const GREEN: RGBColor = RGBColor(0x00, 0x9e, 0x73);
const PURPLE: RGBColor = RGBColor(0xcc, 0x79, 0xa7);

/// The part of a panel's height that a line's name takes.
const ROOM: f64 = 0.07;

/// A way to do something: what was done, by what, its name in the chart, and the width of its line.
/// The wide ones come first: they show where others lie upon them.
type Way = (&'static str, &'static str, &'static str, RGBColor, u32);

const MAPS: [Way; 6] = [
    ("set_pte", OFF, "eager barriers", VERMILION, 6),
    (
        "cursor, a page a call",
        "page_table_multiarch",
        "page_table_multiarch, a cursor a page",
        ORANGE,
        3,
    ),
    ("map_range, a page a call", "aarch64-paging", "aarch64-paging, a page a call", PURPLE, 2),
    ("one cursor", "page_table_multiarch", "page_table_multiarch, one cursor", GREEN, 4),
    ("map_range, one call", "aarch64-paging", "aarch64-paging, one call", SKY, 2),
    ("set_pte", NAMED, "a section", BLUE, 2),
];

const NESTS: [Way; 3] = [
    ("nested sections", OFF, "eager barriers", VERMILION, 6),
    ("nested sections", NAMED, "each flushes at its end", SKY, 2),
    ("nested sections, deferring", NAMED, "each defers to the one around it", BLUE, 2),
];

/// Draws the chart.
///
/// # Errors
///
/// If the file cannot be written.
pub fn draw(figures: &Figures, file: &Path) -> Result<()> {
    let panels = [
        panel(figures, "maps of 1 to 4096 pages", ("pages", "DSB"), 8.0, &MAPS, |counts| {
            counts.dsb
        }),
        panel(figures, "the same", ("pages", "instructions"), 8.0, &MAPS, |counts| {
            counts.instructions
        }),
        panel(figures, "sections inside one another", ("depth", "DSB"), 2.0, &NESTS, |counts| {
            counts.dsb
        }),
    ];
    crate::draw(
        file,
        "What a map costs, counted from outside the guest by a plugin of QEMU",
        &panels,
    )
}

fn panel(
    figures: &Figures,
    caption: &str,
    axes: (&'static str, &'static str),
    base: f64,
    ways: &[Way],
    of: fn(Counts) -> u64,
) -> Panel {
    let lines = ways.iter().filter_map(|&(what, by, name, color, width)| {
        let points = figures
            .get(Build::Release, what, by)?
            .points()
            .map(|(n, counts)| (n, of(counts)))
            .collect();
        Some(Line { name, color, width, points })
    });
    Panel { room: ROOM * ways.len() as f64, ..Panel::new(caption, axes, base, lines.collect()) }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use bench::JSON;
    use harness::cargo;

    use super::*;

    #[test]
    fn the_chart_is_that_of_the_figures() {
        let drawn = cargo::target_dir().join("lazy-mmu/compared.svg");
        draw(&bench::checked_in().unwrap(), &drawn).unwrap();
        let read = |file: &Path| fs::read_to_string(file).unwrap();
        let same = read(&drawn) == read(&cargo::workspace().join(CHART));
        assert!(same, "{CHART} is not the chart of {JSON}; run `cargo xtask bless`");
    }
}

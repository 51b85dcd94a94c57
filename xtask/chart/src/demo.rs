//! The chart of the demo: barriers by number of pages, eagerly and in a section.

use std::path::Path;

use anyhow::Result;
use harness::run::{Counts, Measured};
use plotters::style::RGBColor;
use xtask::demo::OPERATIONS;
use xtask::rows::{self, Row};

use crate::{Line, Panel};

const EAGER: RGBColor = RGBColor(0xd5, 0x5e, 0x00);
const LAZY: RGBColor = RGBColor(0x00, 0x72, 0xb2);

/// Draws the chart of these regions, which were `counted` in this way.
///
/// # Errors
///
/// If the file cannot be written.
pub fn draw(counted: &str, measured: &[Measured], file: &Path) -> Result<()> {
    let (rows, _) = rows::group(measured);
    // One scale for all panels, so that they compare.
    let all =
        |row: &Row| [row.eager, row.lazy].into_iter().flatten().map(|counts| counts.dsb).max();
    let most = (
        rows.iter().map(|row| row.pages).max().unwrap_or(1),
        rows.iter().filter_map(all).max().unwrap_or(1),
    );
    let panels = OPERATIONS.map(|operation| Panel { most, ..panel(&rows, operation) });
    crate::draw(
        file,
        &format!("Data synchronization barriers by number of pages, {counted}"),
        &panels,
    )
}

fn panel(rows: &[Row], operation: &str) -> Panel {
    let line = |name, color, width, counts: fn(&Row) -> Option<Counts>| {
        let rows = rows.iter().filter(|row| row.operation == operation);
        Line {
            name,
            color,
            width,
            points: rows.filter_map(|row| Some((row.pages, counts(row)?.dsb))).collect(),
        }
    };
    let lines =
        vec![line("eager", EAGER, 5, |row| row.eager), line("lazy", LAZY, 2, |row| row.lazy)];
    Panel::new(operation, ("pages", "DSB"), 8.0, lines)
}

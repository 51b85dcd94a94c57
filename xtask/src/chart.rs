//! The chart: how many DSBs each operation takes, by the number of pages, eager and lazy.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use lazy_mmu_tests::run::Counts;
use plotters::coord::Shift;
use plotters::prelude::*;

use crate::rows::Row;

const SIZE: (u32, u32) = (1200, 480);
const TITLE_SIZE: u32 = 24;
const LABEL_SIZE: u32 = 15;
const INK: RGBColor = RGBColor(0x33, 0x33, 0x33);

/// A line of each panel.
struct Line {
    name: &'static str,
    color: RGBColor,
    width: u32,
    counts: fn(&Row) -> Option<Counts>,
}

/// In the order they are drawn. The first is the wider one: it shows where the second lies upon it.
const LINES: [Line; 2] = [
    Line { name: "eager", color: RGBColor(0xd5, 0x5e, 0x00), width: 5, counts: |row| row.eager },
    Line { name: "lazy", color: RGBColor(0x00, 0x72, 0xb2), width: 2, counts: |row| row.lazy },
];

/// Draws one panel for each of the operations into an SVG file.
///
/// # Errors
///
/// If the file cannot be written.
pub fn draw(file: &Path, title: &str, operations: &[&str], rows: &[Row]) -> Result<()> {
    let folder = file.parent().context("the chart goes into a folder")?;
    fs::create_dir_all(folder)
        .map_err(anyhow::Error::from)
        .and_then(|()| {
            let root = SVGBackend::new(file, SIZE).into_drawing_area();
            root.fill(&WHITE).map_err(plain)?;
            let root = root.margin(12, 0, 0, 0);
            let root = root.titled(title, ("sans-serif", TITLE_SIZE).into_font().color(&INK)).map_err(plain)?;
            // One scale for all panels, so that they compare.
            let most_pages = rows.iter().map(|row| row.pages).max().unwrap_or(1);
            let most_barriers = rows.iter().flat_map(|row| [row.eager, row.lazy]).flatten().map(|counts| counts.dsb).max().unwrap_or(1);
            for (area, operation) in root.split_evenly((1, operations.len())).iter().zip(operations) {
                let rows: Vec<&Row> = rows.iter().filter(|row| row.operation == *operation).collect();
                panel(area, operation, &rows, (most_pages, most_barriers))?;
            }
            root.present().map_err(plain)
        })
        .with_context(|| format!("the chart {} cannot be written; see to the permissions of its folder", file.display()))
}

fn panel(area: &DrawingArea<SVGBackend<'_>, Shift>, operation: &str, rows: &[&Row], most: (u64, u64)) -> Result<()> {
    // Half a step of room around the points, and ticks that fall on 1, 64, 512 and 4096.
    let axis = |most: u64| (0.6..most as f64 * 2.0).log_scale().base(8.0);
    let mut chart = ChartBuilder::on(area)
        .caption(operation, ("sans-serif", LABEL_SIZE + 4).into_font().color(&INK))
        .margin(12)
        .x_label_area_size(48)
        .y_label_area_size(64)
        .build_cartesian_2d(axis(most.0), axis(most.1))
        .map_err(plain)?;
    chart
        .configure_mesh()
        .x_desc("pages")
        .y_desc("DSB")
        .label_style(("sans-serif", LABEL_SIZE).into_font().color(&INK))
        .axis_style(INK)
        .bold_line_style(INK.mix(0.15))
        .light_line_style(TRANSPARENT)
        .x_label_formatter(&|n| format!("{n:.0}"))
        .y_label_formatter(&|n| format!("{n:.0}"))
        .draw()
        .map_err(plain)?;
    for Line { name, color, width, counts } in LINES {
        // A logarithmic axis has no place for 0.
        let points: Vec<(f64, f64)> =
            rows.iter().filter_map(|row| Some((row.pages as f64, counts(row)?.dsb as f64))).filter(|&(_, dsb)| dsb > 0.0).collect();
        let line = LineSeries::new(points, color.stroke_width(width).filled()).point_size(width + 2);
        let legend = move |(x, y)| PathElement::new([(x, y), (x + 24, y)], color.stroke_width(width));
        chart.draw_series(line).map_err(plain)?.label(name).legend(legend);
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .label_font(("sans-serif", LABEL_SIZE).into_font().color(&INK))
        .background_style(WHITE)
        .border_style(INK.mix(0.3))
        .draw()
        .map_err(plain)
}

/// The drawing library's errors borrow from the drawing.
fn plain(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("{error}")
}

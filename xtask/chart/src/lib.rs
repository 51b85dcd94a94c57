//! Charts: panels of lines, by number of pages or depth, on logarithmic axes.
//!
//! [`demo`] is what the demo counted, `bench` what the bench did.

#[cfg(feature = "bench")]
pub mod bench;
pub mod demo;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use plotters::coord::Shift;
use plotters::prelude::*;

const PANEL: (u32, u32) = (400, 480);
const TITLE_SIZE: u32 = 24;
const LABEL_SIZE: u32 = 15;
const INK: RGBColor = RGBColor(0x33, 0x33, 0x33);

/// One of the diagrams side by side.
pub struct Panel {
    /// What stands above it.
    pub caption: String,
    /// What the axes are.
    pub axes: (&'static str, &'static str),
    /// How far they go: as the lines do, unless panels shall compare.
    pub most: (u64, u64),
    /// Ticks are at its powers.
    pub base: f64,
    /// The part of the height that is kept free for the names of the lines.
    pub room: f64,
    /// What is drawn.
    pub lines: Vec<Line>,
}

/// A line of a panel. Of two that lie upon one another the first should be the wider one, as it is
/// drawn first.
pub struct Line {
    /// Its name in the legend.
    pub name: &'static str,
    /// Its color.
    pub color: RGBColor,
    /// Its width, in pixels.
    pub width: u32,
    /// Where it goes.
    pub points: Vec<(u64, u64)>,
}

impl Panel {
    /// With axes as long as the lines.
    pub fn new(
        caption: &str,
        axes: (&'static str, &'static str),
        base: f64,
        lines: Vec<Line>,
    ) -> Self {
        let points = || lines.iter().flat_map(|line| &line.points);
        let most = (
            points().map(|point| point.0).max().unwrap_or(1),
            points().map(|point| point.1).max().unwrap_or(1),
        );
        Self { caption: caption.to_owned(), axes, most, base, room: 0.0, lines }
    }
}

/// Draws the panels into an SVG file.
///
/// # Errors
///
/// If the file cannot be written.
pub fn draw(file: &Path, title: &str, panels: &[Panel]) -> Result<()> {
    let folder = file.parent().context("the chart goes into a folder")?;
    fs::create_dir_all(folder)
        .map_err(anyhow::Error::from)
        .and_then(|()| {
            let root =
                SVGBackend::new(file, (PANEL.0 * panels.len() as u32, PANEL.1)).into_drawing_area();
            root.fill(&WHITE).map_err(plain)?;
            let root = root.margin(12, 0, 0, 0);
            let root = root
                .titled(title, ("sans-serif", TITLE_SIZE).into_font().color(&INK))
                .map_err(plain)?;
            for (area, panel) in root.split_evenly((1, panels.len())).iter().zip(panels) {
                draw_panel(area, panel)?;
            }
            root.present().map_err(plain)
        })
        .with_context(|| {
            format!(
                "the chart {} cannot be written; see to the permissions of its folder",
                file.display()
            )
        })
}

fn draw_panel(area: &DrawingArea<SVGBackend<'_>, Shift>, panel: &Panel) -> Result<()> {
    // Half a step of room around the points, and ticks that fall on the powers.
    const FROM: f64 = 0.6;
    let axis = |most: u64, room: f64| {
        (FROM..FROM * (most as f64 * 2.0 / FROM).powf(1.0 / (1.0 - room)))
            .log_scale()
            .base(panel.base)
    };
    let mut chart = ChartBuilder::on(area)
        .caption(&panel.caption, ("sans-serif", LABEL_SIZE + 4).into_font().color(&INK))
        .margin(12)
        .x_label_area_size(48)
        .y_label_area_size(if panel.most.1 < 100_000 { 64 } else { 78 })
        .build_cartesian_2d(axis(panel.most.0, 0.0), axis(panel.most.1, panel.room))
        .map_err(plain)?;
    chart
        .configure_mesh()
        .x_desc(panel.axes.0)
        .y_desc(panel.axes.1)
        .label_style(("sans-serif", LABEL_SIZE).into_font().color(&INK))
        .axis_style(INK)
        .bold_line_style(INK.mix(0.15))
        .light_line_style(TRANSPARENT)
        .x_label_formatter(&|n| format!("{n:.0}"))
        .y_label_formatter(&|&n| {
            if n > panel.most.1 as f64 * 2.0 { String::new() } else { format!("{n:.0}") }
        })
        .draw()
        .map_err(plain)?;
    for &Line { name, color, width, ref points } in &panel.lines {
        // A logarithmic axis has no place for 0.
        let points: Vec<(f64, f64)> =
            points.iter().filter(|point| point.1 > 0).map(|&(x, y)| (x as f64, y as f64)).collect();
        let line =
            LineSeries::new(points, color.stroke_width(width).filled()).point_size(width + 2);
        let legend =
            move |(x, y)| PathElement::new([(x, y), (x + 24, y)], color.stroke_width(width));
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

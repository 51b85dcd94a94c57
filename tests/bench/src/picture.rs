//! The picture of the figures: barriers by the number of pages.

use pictures::{Picture, pages};

use crate::figures::{Build, Figures};
use crate::targets::{NAMED, OFF};

/// A series of the figures (what was done, and by what), its name in the picture, and its colour.
type Way = (&'static str, &'static str, &'static str, &'static str);

const WAYS: [Way; 6] = [
    ("map_range, a page a call", "aarch64-paging", "aarch64-paging, a page a call", "other"),
    ("set_pte", OFF, "eager: a barrier pair a page", "eager"),
    (
        "cursor, a page a call",
        "page_table_multiarch",
        "page_table_multiarch, a cursor a page",
        "eager",
    ),
    ("nested maps", NAMED, "a section for each table (512 pages)", "lazy"),
    ("set_pte", NAMED, "a section around the loop", "lazy"),
    ("set_pte", "by hand", "a barrier pair after it, by hand", "lazy"),
];

/// Draws those ways that were measured.
pub fn pages(figures: &Figures) -> Picture {
    let lines = WAYS.into_iter().filter_map(|(what, by, name, colour)| {
        let series = figures.get(Build::Release, what, by)?;
        let points = series.points().map(|(pages, counts)| (pages, counts.dsb)).collect();
        Some(pages::Line { colour, name, points })
    });
    pages::draw(&lines.collect::<Vec<_>>())
}

//! The picture of barriers by the number of pages: a line for each way to map them.

use crate::svg::{Anchor, LINE, Picture};

/// A way to map pages, and its barriers.
pub struct Line {
    /// The colour: `eager`, `lazy` or `other`.
    pub colour: &'static str,
    /// The name, which stands at the line's end.
    pub name: &'static str,
    /// How many pages, and how many barriers they took; the most pages come last.
    pub points: Vec<(u64, u64)>,
}

/// Ticks of both axes.
const TICKS: [u64; 5] = [1, 8, 64, 512, 4096];
/// The place of one page and one barrier.
const ORIGIN: (f64, f64) = (64.0, 366.0);
/// The distance from a number to its double.
const OCTAVE: (f64, f64) = (22.5, 21.0);
/// The places of the numbers and the names at the lines' ends.
const COLUMNS: (f64, f64) = (346.0, 390.0);

/// Draws the lines. Lines that coincide are drawn once, with all their names.
pub fn draw(lines: &[Line]) -> Picture {
    let mut ends: Vec<End> = Vec::new();
    for line in lines {
        let Some(&last) = line.points.last() else { continue };
        match ends.iter_mut().find(|end| end.line.points == line.points) {
            Some(end) => end.names.push(line.name),
            None => ends.push(End { line, last, names: vec![line.name] }),
        }
    }
    let said: Vec<String> = ends.iter().map(End::said).collect();
    let mut picture = Picture::new(424.0, "Barriers to map pages one by one", &said.join(" "));
    picture.text((16.0, 28.0), Anchor::Start, "head ink", "Barriers to map pages one by one");
    let counted = "Executed DSB instructions, counted from outside the guest by a plugin of QEMU.";
    picture.text((16.0, 50.0), Anchor::Start, "small soft", counted);
    axes(&mut picture);
    // From the bottom up, so that a label keeps clear of the one below it.
    ends.sort_by_key(|end| end.last.1);
    ends.iter().fold(f64::INFINITY, |free, end| end.draw(&mut picture, free));
    picture
}

/// A line, its last point, and the names of all that coincide with it.
struct End<'a> {
    line: &'a Line,
    last: (u64, u64),
    names: Vec<&'static str>,
}

impl End<'_> {
    fn said(&self) -> String {
        let (pages, barriers) = self.last;
        format!("{}: {barriers} DSB for {pages} pages.", self.names.join(", or "))
    }

    /// Draws the line and its label, which ends above `free`. Returns where the label begins.
    fn draw(&self, picture: &mut Picture, free: f64) -> f64 {
        let Self { line: Line { colour, points, .. }, last, names } = self;
        let points: Vec<_> = points.iter().map(|&point| at(point)).collect();
        picture.data(&points, &format!("{colour} wide"));
        picture.dot(at(*last), 4.0, colour);
        let base = (at(*last).1 + 5.0).min(free - LINE * names.len() as f64);
        let (number, name) = COLUMNS;
        let class = format!("bold {colour}");
        picture.text((number, base), Anchor::Start, &class, &last.1.to_string());
        picture.texts((name, base), Anchor::Start, &format!("small {colour}"), names);
        base
    }
}

fn axes(picture: &mut Picture) {
    let (far, top) = at((TICKS[4], TICKS[4] * 2));
    for tick in TICKS {
        let (x, y) = at((tick, tick));
        picture.line(&[(ORIGIN.0, y), (far, y)], "thin grid");
        picture.text((ORIGIN.0 - 8.0, y + 5.0), Anchor::End, "small soft", &tick.to_string());
        picture.line(&[(x, ORIGIN.1), (x, top)], "thin grid");
        picture.text((x, ORIGIN.1 + 22.0), Anchor::Middle, "small soft", &tick.to_string());
    }
    picture.text((16.0, top - 10.0), Anchor::Start, "small ink", "DSB, log scale");
    let middle = (ORIGIN.0 + far) / 2.0;
    picture.text((middle, ORIGIN.1 + 44.0), Anchor::Middle, "small ink", "pages mapped, log scale");
}

/// Returns the place of so many pages and barriers.
fn at((pages, barriers): (u64, u64)) -> (f64, f64) {
    let octaves = |count: u64| (count.max(1) as f64).log2();
    (ORIGIN.0 + OCTAVE.0 * octaves(pages), ORIGIN.1 - OCTAVE.1 * octaves(barriers))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &'static str, of: fn(u64) -> u64) -> Line {
        let points = [1, 8, 64, 512, 4096].map(|pages| (pages, of(pages)));
        Line { colour: "eager", name, points: points.to_vec() }
    }

    #[test]
    fn lines_that_coincide_are_drawn_once_with_both_names() {
        let svg = draw(&[line("one", |n| n), line("other", |n| n), line("third", |_| 1)]).svg();
        assert_eq!(svg.matches("\"line eager wide\"").count(), 2);
        for name in [">one<", ">other<", ">third<"] {
            assert!(svg.contains(name), "{name}");
        }
    }

    #[test]
    fn labels_keep_clear_of_one_another_where_lines_end_together() {
        let picture =
            draw(&[line("one", |n| n), line("other", |n| n + 1), line("third", |n| n + 2)]);
        assert_eq!(picture.faults(), [""; 0]);
    }
}

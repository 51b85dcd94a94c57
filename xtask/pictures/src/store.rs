//! The picture of two stores in time, beside their code: with eager barriers, and in a section.

use crate::svg::{Anchor, LINE, Picture};

/// A function that stores two entries, and the stores and barriers of its lines.
pub struct Panel {
    /// Its name.
    pub title: &'static str,
    /// The colour of its barriers: `eager` or `lazy`.
    pub colour: &'static str,
    /// The lines of the function.
    pub code: Vec<String>,
    /// The recorded steps in order, each with the index of its line.
    pub steps: Vec<(usize, Step)>,
}

/// A step of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// A store to the first entry, 0, or to the second, 1.
    Store(usize),
    /// `dsb ishst; isb`
    Pair,
}

const ROW: f64 = 36.0;
const CODE: f64 = 16.0;
const SPACE: f64 = 7.8;
const BOTTOM: f64 = 14.0;
const LANES: [f64; 2] = [300.0, 412.0];
const LANE: f64 = 100.0;
const NOTES: f64 = 530.0;

/// Draws the panels below one another.
pub fn draw(panels: &[Panel]) -> Picture {
    let height = 56.0 + panels.iter().map(Panel::height).sum::<f64>();
    let title = "When a store takes effect";
    let said: Vec<String> = panels.iter().map(|panel| panel.said() + ".").collect();
    let about =
        "Until its barrier pair, walkers may not see an entry, and this CPU may still fault.";
    let mut picture = Picture::new(height, title, &format!("{} {about}", said.join(" ")));
    picture.text((CODE, 28.0), Anchor::Start, "head ink", title);
    let mut top = 48.0;
    for panel in panels {
        panel.draw(&mut picture, top);
        top += panel.height();
    }
    picture
}

impl Panel {
    /// A title, the lines of code, and a row after them.
    fn height(&self) -> f64 {
        ROW * (self.code.len() + 2) as f64 + 12.0
    }

    fn said(&self) -> String {
        let pairs = self.steps.iter().filter(|(_, step)| *step == Step::Pair).count();
        format!("{}: {pairs} barrier pair{}", self.title, if pairs == 1 { "" } else { "s" })
    }

    fn draw(&self, picture: &mut Picture, top: f64) {
        let row = |line: usize| top + ROW * (line + 1) as f64;
        let bottom = row(self.code.len() + 1);
        let class = format!("bold {}", self.colour);
        picture.text((CODE, top + 20.0), Anchor::Start, &class, &self.said());
        for (lane, name) in LANES.iter().zip(["entry a", "entry b"]) {
            picture.text((lane + LANE / 2.0, top + 20.0), Anchor::Middle, "small soft", name);
        }
        let code = (CODE, row(0));
        picture.rect(code, (LANES[0] - 24.0 - CODE, ROW * self.code.len() as f64), "plain");
        for (line, code) in self.code.iter().enumerate() {
            // Spaces at the beginning of a text are dropped.
            let text = code.trim_start();
            let indent = SPACE * (code.len() - text.len()) as f64;
            let at = (CODE + 8.0 + indent, row(line) + 23.0);
            picture.text(at, Anchor::Start, "mono small ink", text);
        }
        let after = bottom - BOTTOM;
        picture.text((CODE + 8.0, after), Anchor::Start, "small soft", "after the call");
        let steps = self.placed(row);
        for (lane, x) in LANES.iter().enumerate() {
            entry(picture, &steps, lane, *x, bottom);
        }
        let is_pair = |step: &&(f64, Step)| step.1 == Step::Pair;
        for (y, _) in steps.iter().filter(is_pair) {
            let ends = [(LANES[0] - 8.0, *y), (NOTES - 8.0, *y)];
            picture.data(&ends, &format!("thick {}", self.colour));
            let class = format!("mono small {}", self.colour);
            picture.text((NOTES, y + 5.0), Anchor::Start, &class, "dsb ishst; isb");
        }
        if let (Some((first, _)), Some((pair, _))) = (steps.first(), steps.iter().find(is_pair))
            && pair - first > ROW
        {
            let note = ["walkers may not", "see it; this CPU", "may still fault"];
            picture.texts((NOTES, first + 5.0), Anchor::Start, "small soft", &note);
        }
        if steps.last().is_some_and(|step| step.1 == Step::Pair) {
            picture.text((NOTES, after), Anchor::Start, "small soft", "both can be used");
        }
    }

    /// Returns each step with its place in time: the steps of a line are spread over its row.
    fn placed(&self, row: impl Fn(usize) -> f64) -> Vec<(f64, Step)> {
        let of_line = |line| self.steps.iter().filter(move |step| step.0 == line);
        let lines = (0..self.code.len()).flat_map(|line| {
            let parts = of_line(line).count() as f64 + 1.0;
            let y = row(line);
            of_line(line)
                .enumerate()
                .map(move |(i, step)| (y + ROW * (i + 1) as f64 / parts, step.1))
        });
        lines.collect()
    }
}

/// Draws when an entry is stored, deferred and settled.
fn entry(picture: &mut Picture, steps: &[(f64, Step)], lane: usize, x: f64, bottom: f64) {
    let Some(&(stored, _)) = steps.iter().find(|step| step.1 == Step::Store(lane)) else { return };
    let is_pair = |step: &&(f64, Step)| step.1 == Step::Pair && step.0 > stored;
    let settled = steps.iter().find(is_pair).map_or(bottom, |step| step.0);
    picture.dot((x + 16.0, stored), 5.0, "ink");
    picture.text((x + 28.0, stored + 5.0), Anchor::Start, "small ink", "stored");
    let deferred = stored + 10.0;
    if settled - deferred > LINE {
        let size = (LANE, settled - deferred);
        picture.boxed((x, deferred), size, "is-lazy", &[("small lazy", "deferred")]);
    }
    if settled < bottom {
        picture.rect((x, settled), (LANE, bottom - settled), "is-settled");
        let at = (x + LANE / 2.0, bottom - BOTTOM);
        picture.text(at, Anchor::Middle, "small ink", "settled");
    }
}

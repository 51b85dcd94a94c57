//! [`Picture`]: an SVG file in the making, which checks that its labels can be read.

use std::fmt::Write;

mod colours;
mod labels;

use labels::{Area, Labels};

/// The width of every picture, in pixels: that of a column of text.
pub(crate) const WIDTH: f64 = 700.0;

/// Text in the fonts of the reader's system, and the strokes of lines.
const FONTS: &str = "\
text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:14px}
text.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
text.small{font-size:13px}
text.head{font-size:16px;font-weight:600}
text.bold{font-weight:600}
.line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.thin{stroke-width:1}
.wide{stroke-width:3}
.thick{stroke-width:4}
.dashed{stroke-dasharray:5 5}
";

/// The place of `x` in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture that is being drawn.
///
/// A `class` is a list of names from the style sheet: a colour, for texts `mono`, `bold`, `small`
/// or `head`, and for lines a stroke.
pub struct Picture {
    head: String,
    body: String,
    labels: Labels,
}

impl Picture {
    /// Begins a picture. Screen readers read `title` and `description`.
    pub(crate) fn new(height: f64, title: &str, description: &str) -> Self {
        let head = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title desc\" \
             width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\">\n\
             <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n\
             <style>\n{FONTS}{}</style>\n",
            escaped(title),
            escaped(description),
            colours::style(),
        );
        let paper = Area::new(0.0, 0.0, WIDTH, height);
        let mut picture = Self { head, body: String::new(), labels: Labels::new(paper) };
        picture.rect((0.0, 0.0), (WIDTH, height), "paper");
        picture
    }

    /// Draws a text whose base line is at `y`.
    pub(crate) fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, class: &str, text: &str) {
        self.labels.text((x, y), anchor, class, text);
        self.element(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\"{} class=\"{class}\">{}</text>",
            match anchor {
                Anchor::Start => "",
                Anchor::Middle => " text-anchor=\"middle\"",
                Anchor::End => " text-anchor=\"end\"",
            },
            escaped(text),
        ));
    }

    /// Draws texts below one another.
    pub(crate) fn texts(
        &mut self,
        (x, y): (f64, f64),
        anchor: Anchor,
        class: &str,
        lines: &[&str],
    ) {
        for (line, text) in lines.iter().enumerate() {
            self.text((x, y + LINE * line as f64), anchor, class, text);
        }
    }

    /// Draws a filled rectangle.
    pub(crate) fn rect(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), class: &str) {
        self.element(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"4\" \
             class=\"{class}\"/>"
        ));
    }

    /// Draws a filled rectangle with text in its middle. Each line of it has a class and a text.
    pub(crate) fn boxed(
        &mut self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        class: &str,
        lines: &[(&str, &str)],
    ) {
        self.rect((x, y), (width, height), class);
        let area = Area::new(x, y, x + width, y + height);
        let above = (height - LINE * lines.len() as f64) / 2.0;
        for (line, (class, text)) in lines.iter().enumerate() {
            let base = y + above + LINE * (line as f64 + 0.75);
            self.text((x + width / 2.0, base), Anchor::Middle, class, text);
            self.labels.keep_last_in(area);
        }
    }

    /// Draws a line that no label may touch.
    pub(crate) fn data(&mut self, points: &[(f64, f64)], class: &str) {
        self.labels.data(points);
        self.line(points, class);
    }

    /// Draws a line through these points.
    pub(crate) fn line(&mut self, points: &[(f64, f64)], class: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let points = points.join(" ");
        self.element(format_args!("<polyline points=\"{points}\" class=\"line {class}\"/>"));
    }

    /// Draws a line with a head at its last point. It is horizontal or vertical there.
    pub(crate) fn arrow(&mut self, points: &[(f64, f64)], class: &str) {
        self.data(points, class);
        let [.., (x, y), (to_x, to_y)] = *points else { return };
        let (dx, dy) = ((to_x - x).signum(), (to_y - y).signum());
        let (dx, dy) = if to_y == y { (8.0 * dx, 0.0) } else { (0.0, 8.0 * dy) };
        let (left, right) = (
            (to_x - dx + dy / 2.0, to_y - dy + dx / 2.0),
            (to_x - dx - dy / 2.0, to_y - dy - dx / 2.0),
        );
        self.line(&[left, (to_x, to_y), right], class);
    }

    /// Draws a dot.
    pub(crate) fn dot(&mut self, (x, y): (f64, f64), radius: f64, class: &str) {
        self.element(format_args!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" class=\"dot {class}\"/>"
        ));
    }

    fn element(&mut self, element: std::fmt::Arguments<'_>) {
        writeln!(self.body, "{element}").expect("a string takes it");
    }

    /// Returns the text of the file.
    pub fn svg(&self) -> String {
        format!("{}{}</svg>\n", self.head, self.body)
    }

    /// Returns a sentence for each label that lies on another one or on a line, or leaves the
    /// picture or its box.
    pub fn faults(&self) -> Vec<String> {
        self.labels.faults()
    }
}

/// The distance from one line of text to the next.
pub(crate) const LINE: f64 = 18.0;

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        let mut picture = Picture::new(100.0, "a < b", "a & b");
        picture.text((10.0, 50.0), Anchor::Start, "ink", "set_pte::<Global>");
        let svg = picture.svg();
        for text in ["a &lt; b</title>", "a &amp; b</desc>", "set_pte::&lt;Global&gt;</text>"] {
            assert!(svg.contains(text), "{text} in {svg}");
        }
    }
}

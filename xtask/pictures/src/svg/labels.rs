//! [`Labels`]: the places of a picture's texts, and a check that each can be read.

use super::Anchor;

/// The width of a character, in sizes of its font. Most fonts are narrower.
const EM: f64 = 0.6;
/// The space that stays free at the edges of a picture.
const MARGIN: f64 = 8.0;

/// A rectangle.
#[derive(Clone, Copy)]
pub struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

struct Label {
    text: String,
    area: Area,
    keep_in: Option<Area>,
}

/// The texts of a picture and the lines that they may not touch.
pub struct Labels {
    paper: Area,
    labels: Vec<Label>,
    data: Vec<[(f64, f64); 2]>,
}

impl Area {
    pub fn new(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self { left, top, right, bottom }
    }

    fn of_text((x, y): (f64, f64), anchor: Anchor, class: &str, text: &str) -> Self {
        let has = |name| class.split(' ').any(|class| class == name);
        let size = match () {
            () if has("head") => 16.0,
            () if has("small") => 13.0,
            () => 14.0,
        };
        let width = EM * size * text.chars().count() as f64;
        let left = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        Self::new(left, y - 0.8 * size, left + width, y + 0.25 * size)
    }

    fn is_in(self, other: Self, margin: f64) -> bool {
        self.left >= other.left + margin
            && self.right <= other.right - margin
            && self.top >= other.top + margin
            && self.bottom <= other.bottom - margin
    }

    fn overlaps(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Returns whether something of the line is left when it is clipped to the area (Liang,
    /// Barsky).
    fn is_crossed(self, [(x, y), (to_x, to_y)]: [(f64, f64); 2]) -> bool {
        let (mut from, mut to) = (0.0_f64, 1.0_f64);
        let (dx, dy) = (to_x - x, to_y - y);
        for (step, room) in
            [(-dx, x - self.left), (dx, self.right - x), (-dy, y - self.top), (dy, self.bottom - y)]
        {
            if step == 0.0 && room < 0.0 {
                return false;
            } else if step < 0.0 {
                from = from.max(room / step);
            } else if step > 0.0 {
                to = to.min(room / step);
            }
        }
        from <= to
    }
}

impl Labels {
    pub fn new(paper: Area) -> Self {
        Self { paper, labels: Vec::new(), data: Vec::new() }
    }

    pub fn text(&mut self, at: (f64, f64), anchor: Anchor, class: &str, text: &str) {
        let area = Area::of_text(at, anchor, class, text);
        self.labels.push(Label { text: text.to_owned(), area, keep_in: None });
    }

    /// Keeps the text that came last in this box.
    pub fn keep_last_in(&mut self, area: Area) {
        if let Some(label) = self.labels.last_mut() {
            label.keep_in = Some(area);
        }
    }

    pub fn data(&mut self, points: &[(f64, f64)]) {
        self.data.extend(points.windows(2).map(|ends| [ends[0], ends[1]]));
    }

    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (index, Label { text, area, keep_in }) in self.labels.iter().enumerate() {
            if !area.is_in(self.paper, MARGIN) {
                faults.push(format!("`{text}` leaves the picture"));
            }
            if keep_in.is_some_and(|keep_in| !area.is_in(keep_in, 0.0)) {
                faults.push(format!("`{text}` leaves its box"));
            }
            if self.data.iter().any(|&line| area.is_crossed(line)) {
                faults.push(format!("`{text}` lies on a line"));
            }
            let others = self.labels[..index].iter().filter(|other| area.overlaps(other.area));
            faults.extend(others.map(|other| format!("`{text}` lies on `{}`", other.text)));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Labels {
        let mut labels = Labels::new(Area::new(0.0, 0.0, 200.0, 100.0));
        labels.text((20.0, 40.0), Anchor::Start, "ink", "label");
        labels
    }

    #[test]
    fn a_label_with_room_around_it_is_no_fault() {
        let mut labels = labels();
        labels.text((20.0, 60.0), Anchor::Start, "ink", "below");
        labels.keep_last_in(Area::new(10.0, 45.0, 100.0, 70.0));
        labels.data(&[(0.0, 10.0), (190.0, 12.0), (190.0, 90.0)]);
        assert_eq!(labels.faults(), [""; 0]);
    }

    #[test]
    fn labels_on_one_another_on_lines_and_outside_are_named() {
        let faults = |change: fn(&mut Labels)| {
            let mut labels = labels();
            change(&mut labels);
            labels.faults()
        };
        assert_eq!(
            faults(|labels| labels.text((50.0, 45.0), Anchor::Start, "small", "other")),
            ["`other` lies on `label`"]
        );
        assert_eq!(
            faults(|labels| labels.data(&[(0.0, 0.0), (80.0, 80.0)])),
            ["`label` lies on a line"]
        );
        assert_eq!(
            faults(|labels| labels.text((190.0, 80.0), Anchor::End, "head", "a long head line")),
            [""; 0]
        );
        assert_eq!(
            faults(|labels| labels.text((195.0, 80.0), Anchor::Middle, "head", "wide")),
            ["`wide` leaves the picture"]
        );
        assert_eq!(
            faults(|labels| labels.keep_last_in(Area::new(20.0, 20.0, 30.0, 50.0))),
            ["`label` leaves its box"]
        );
    }
}

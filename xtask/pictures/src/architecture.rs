//! The picture of the five parts of the mode, and of the functions by which one calls another.

use crate::svg::{Anchor, LINE, Picture};

/// The functions that the picture names, each with the package that defines it.
pub const FUNCTIONS: [(&str, &str); 10] = [
    ("lazy_mmu", "lazy-mmu-macros"),
    ("section", "lazy-mmu-core"),
    ("flush", "lazy-mmu-core"),
    ("set_pte", "lazy-mmu-arm64"),
    ("with_slot", "lazy-mmu-core"),
    ("in_interrupt", "lazy-mmu-core"),
    ("current", "lazy-mmu-arm64"),
    ("enter", "lazy-mmu-core"),
    ("leave", "lazy-mmu-core"),
    ("defer_or_else", "lazy-mmu-core"),
];

const BARRIERS: &str = "dsb ishst; isb";
const BOX: (f64, f64) = (150.0, 98.0);
const COLUMNS: [f64; 3] = [16.0, 275.0, 534.0];
const ROWS: [f64; 2] = [66.0, 272.0];

/// Draws the parts and the calls.
pub fn draw() -> Picture {
    let mut picture = Picture::new(
        464.0,
        "The five parts of the lazy MMU mode",
        "Kernel code begins sections in the core and stores entries by the backend. The backend \
         asks the core whether to defer a barrier. The core finds the slot by the platform, and \
         calls the backend's hooks, which execute the barriers.",
    );
    picture.text((16.0, 28.0), Anchor::Start, "head ink", "Five parts, and who calls whom");
    let owners = "Blue: these crates. Grey: the kernel.";
    picture.text((16.0, 50.0), Anchor::Start, "small soft", owners);
    let mut part = |column: usize, row: usize, class: &str, title: &str, lines: &[&str]| {
        let lines: Vec<_> = lines.iter().map(|line| ("small ink", *line)).collect();
        let lines = [&[("bold ink", title)][..], &lines].concat();
        picture.boxed((COLUMNS[column], ROWS[row]), BOX, class, &lines);
    };
    part(0, 0, "plain", "Kernel code", &["maps pages"]);
    part(1, 0, "is-lazy", "Core", &["guards, closures", "lazy-mmu-core", "lazy-mmu-macros"]);
    part(2, 0, "plain", "Platform", &["the kernel's", "impl Platform"]);
    part(1, 1, "is-lazy", "Backend", &["stores and barriers", "lazy-mmu-arm64"]);
    part(2, 1, "plain", "Slot", &["one 32-bit word,", "in each task or CPU"]);

    let [kernel, core, platform] = COLUMNS;
    let middle = ROWS[0] + BOX.1 / 2.0;
    let mut name = |at: (f64, f64), anchor: Anchor, names: &[&str]| {
        picture.texts(at, anchor, "mono small ink", names);
    };
    let between = |left: f64| (left + BOX.0) + 54.5;
    name((between(kernel), middle - 10.0), Anchor::Middle, &["#[lazy_mmu]"]);
    name((between(kernel), middle + 20.0), Anchor::Middle, &["section", "flush"]);
    name((between(core), middle - 10.0), Anchor::Middle, &["with_slot"]);
    name((between(core), middle + 20.0), Anchor::Middle, &["in_interrupt"]);
    let gap = ROWS[0] + BOX.1 + 38.0;
    name((kernel + 85.0, gap + LINE), Anchor::Start, &["set_pte"]);
    name((core + 36.0, gap), Anchor::End, &["enter", "flush", "leave"]);
    name((core + 114.0, gap + LINE), Anchor::Start, &["defer_or_else"]);
    name((platform + 85.0, gap + LINE), Anchor::Start, &["current"]);
    let (above, below, end) = (ROWS[0] + BOX.1, ROWS[1], ROWS[1] + BOX.1);
    name((core + 85.0, end + 28.0), Anchor::Start, &[BARRIERS]);
    let cpu = "the CPU and its table walkers";
    picture.text((core + BOX.0 / 2.0, end + 64.0), Anchor::Middle, "small soft", cpu);

    let mut arrow = |points: &[(f64, f64)]| picture.arrow(points, "ink");
    arrow(&[(kernel + BOX.0, middle), (core, middle)]);
    arrow(&[(core + BOX.0, middle), (platform, middle)]);
    let low = ROWS[1] + BOX.1 / 2.0;
    arrow(&[(kernel + BOX.0 / 2.0, above), (kernel + BOX.0 / 2.0, low), (core, low)]);
    arrow(&[(core + 46.0, above), (core + 46.0, below)]);
    arrow(&[(core + 104.0, below), (core + 104.0, above)]);
    arrow(&[(platform + BOX.0 / 2.0, above), (platform + BOX.0 / 2.0, below)]);
    arrow(&[(core + BOX.0 / 2.0, end), (core + BOX.0 / 2.0, end + 46.0)]);
    picture
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_functions_are_those_that_the_picture_names() {
        let picture = draw();
        assert_eq!(picture.faults(), [""; 0]);
        let svg = picture.svg();
        let mono = svg.lines().filter(|line| line.contains("mono"));
        let named: Vec<_> = mono.filter_map(|line| line.split(['>', '<']).nth(2)).collect();
        for (name, _) in FUNCTIONS {
            assert!(named.iter().any(|named| named.contains(name)), "{name} is not drawn");
        }
        for name in named.iter().filter(|name| **name != BARRIERS) {
            let name = name.trim_start_matches("#[").trim_end_matches(']');
            assert!(
                FUNCTIONS.iter().any(|function| function.0 == name),
                "{name} is not looked for"
            );
        }
    }
}

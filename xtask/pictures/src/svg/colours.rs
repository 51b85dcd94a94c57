//! The colours: those of Okabe and Ito, which suit all kinds of colour vision, but darker by day
//! and lighter by night, so that texts stand out.

/// A name in the style sheet, its colour by day, and its colour by night.
type Colour = (&'static str, &'static str, &'static str);

/// The colours of texts, lines and dots.
const INKS: [Colour; 5] = [
    ("ink", "#1f2328", "#e6edf3"),
    ("soft", "#57606a", "#9da7b3"),
    ("eager", "#a34700", "#f0a058"),
    ("lazy", "#005f96", "#7cc4f0"),
    ("other", "#8a3d6e", "#e0a3c8"),
];

/// The colours below them.
const SURFACES: [Colour; 5] = [
    ("paper", "#ffffff", "#0d1117"),
    ("plain", "#f1f3f5", "#1c2128"),
    ("is-eager", "#fbe9dc", "#38220f"),
    ("is-lazy", "#dcedf8", "#0f2c42"),
    ("is-settled", "#d9f0e7", "#0e3328"),
];

/// The colour of lines that may be faint.
const GRID: Colour = ("grid", "#d8dee4", "#30363d");

/// Returns the rules of the style sheet. Those of the night apply in a reader's dark mode.
pub fn style() -> String {
    let rules = |of: fn(&Colour) -> &'static str| {
        let inks = INKS.iter().map(|ink| {
            let (name, colour) = (ink.0, of(ink));
            format!("text.{name},.dot.{name}{{fill:{colour}}}\n.line.{name}{{stroke:{colour}}}\n")
        });
        let surfaces = SURFACES.iter().map(|surface| {
            let (name, colour) = (surface.0, of(surface));
            format!("rect.{name}{{fill:{colour}}}\n")
        });
        let grid = format!(".line.{}{{stroke:{}}}\n", GRID.0, of(&GRID));
        inks.chain(surfaces).collect::<String>() + &grid
    };
    format!(
        "{}@media (prefers-color-scheme:dark){{\n{}}}\n",
        rules(|colour| colour.1),
        rules(|colour| colour.2)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of WCAG 2.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let byte = u8::from_str_radix(&colour[at..at + 2], 16).expect("#rrggbb");
            let part = f64::from(byte) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn each_text_stands_out_on_each_surface_by_day_and_by_night() {
        for (ink, light, dark) in INKS {
            for (surface, by_day, by_night) in SURFACES {
                for contrast in [contrast(light, by_day), contrast(dark, by_night)] {
                    assert!(contrast >= 4.5, "{ink} on {surface}: {contrast:.2}");
                }
            }
        }
    }

    #[test]
    fn contrast_is_what_wcag_says_it_is() {
        assert!((contrast("#ffffff", "#000000") - 21.0).abs() < 0.01);
        assert!((contrast("#777777", "#ffffff") - 4.48).abs() < 0.01);
    }
}

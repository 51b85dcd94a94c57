//! The links and the headings of a Markdown document, as the host of the repository shows them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use pulldown_cmark::{BrokenLink, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::html;
use crate::target::{Tally, Target, resolve};

/// A document, read.
#[derive(Debug, Default)]
pub struct Document {
    /// Its links and images.
    pub links: Vec<Link>,
    /// The places that a link can lead to.
    anchors: BTreeSet<String>,
    /// Each `[text][name]` whose name stands nowhere, and its line.
    undefined: Vec<(usize, String)>,
}

#[derive(Debug)]
pub struct Link {
    pub line: usize,
    pub target: Target,
}

impl Document {
    /// # Panics
    ///
    /// If there is no such file.
    pub fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path);
        Self::new(&text.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    }

    fn new(text: &str) -> Self {
        let line = |at: usize| text[..at].matches('\n').count() + 1;
        let mut undefined = Vec::new();
        let mut note_undefined = |link: BrokenLink<'_>| {
            // `[text]` alone is a link if its name is defined, and else it is brackets.
            if link.link_type != LinkType::Shortcut {
                undefined.push((line(link.span.start), link.reference.to_string()));
            }
            None
        };
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
        let parser =
            Parser::new_with_broken_link_callback(text, options, Some(&mut note_undefined));

        let mut document = Self::default();
        let mut slugs = Slugs::default();
        let mut heading: Option<String> = None;
        for (event, range) in parser.into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    let text = heading.take().expect("it began");
                    document.anchors.insert(slugs.of(&text));
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    let target = Target::new(&dest_url);
                    document.links.push(Link { line: line(range.start), target });
                }
                Event::Html(text) | Event::InlineHtml(text) => {
                    let found = html::attributes(&text);
                    document.anchors.extend(found.anchors);
                    let targets = found.links.iter().map(|link| Target::new(link));
                    document
                        .links
                        .extend(targets.map(|target| Link { line: line(range.start), target }));
                }
                _ => {}
            }
        }
        document.undefined = undefined;
        document
    }
}

/// The anchors of headings, by GitHub's rule: lower case, letters, digits, `_` and `-` alone, a
/// hyphen for each space; the second of the same name gets `-1`.
#[derive(Default)]
struct Slugs(BTreeMap<String, usize>);

impl Slugs {
    fn of(&mut self, heading: &str) -> String {
        let slug: String = heading
            .trim()
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric() || "_- ".contains(*c))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect();
        let seen = self.0.entry(slug.clone()).or_default();
        *seen += 1;
        if *seen == 1 { slug } else { format!("{slug}-{}", *seen - 1) }
    }
}

/// Looks at each link of the document at `path`, which begins at `root`.
pub fn check(root: &Path, path: &Path, tally: &mut Tally) {
    let document = Document::read(&root.join(path));
    for (line, name) in &document.undefined {
        tally.dead(
            &format!("{}:{line}", path.display()),
            &format!("`[{name}]: …` is written nowhere"),
        );
    }
    for link in &document.links {
        let problem = problem(root, path, &document, &link.target);
        tally.add(&format!("{}:{}", path.display(), link.line), &link.target, problem);
    }
}

fn problem(root: &Path, path: &Path, document: &Document, target: &Target) -> Option<String> {
    let Target::Inside { path: to, anchor } = target else { return None };
    let Some(to) = resolve(path, to) else { return Some("out of the repository".into()) };
    if !root.join(&to).exists() {
        return Some("no such file".into());
    }
    let anchor = anchor.as_ref()?;
    if to.extension().is_none_or(|extension| extension != "md") {
        return Some("a place in a file that is no document".into());
    }
    let there = if to == path {
        anchor.is_one_of(&document.anchors)
    } else {
        anchor.is_one_of(&Document::read(&root.join(&to)).anchors)
    };
    (!there).then(|| "no heading of that name".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_anchor_of_a_heading_is_githubs() {
        let mut slugs = Slugs::default();
        for (heading, slug) in [
            ("Put it into your kernel", "put-it-into-your-kernel"),
            ("Why not …?", "why-not-"),
            ("#[lazy_mmu(defer)], again", "lazy_mmudefer-again"),
            ("Rules", "rules"),
            ("Rules", "rules-1"),
        ] {
            assert_eq!(slugs.of(heading), slug);
        }
    }

    #[test]
    fn each_way_of_writing_a_dead_link_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let text = "# A `b`\n\n[1](#a-b) [2](c.md#c) ![3](d.svg) <a href=\"c.md\">4</a> [5][five]\n\
                    [6](#none) [7](c.md#none) [8](none.md) ![9](none.svg) <img src=\"none.png\">\n\
                    [10](../a.md) [11][none] [12](https://packages.invalid/)\n\
                    [brackets] `[13](none)`\n\n[five]: c.md\n";
        for (file, text) in [("a.md", text), ("c.md", "C\n=\n"), ("d.svg", "")] {
            fs::write(folder.path().join(file), text).unwrap();
        }
        let mut tally = Tally::default();
        check(folder.path(), Path::new("a.md"), &mut tally);
        assert_eq!(tally.inside, 11);
        let dead: Vec<_> =
            tally.dead_ones().iter().filter_map(|dead| dead.split('`').nth(1)).collect();
        assert_eq!(
            dead,
            [
                "[none]: …",
                "#none",
                "c.md#none",
                "none.md",
                "none.svg",
                "none.png",
                "../a.md",
                "https://packages.invalid/…"
            ]
        );
    }
}

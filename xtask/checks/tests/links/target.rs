//! [`Target`]: the target of a link; and [`Tally`]: the dead links among many.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

/// The sites that a document or a page may link to. No package host is one: a document says "the
/// crate's documentation".
pub const SITES: [&str; 4] =
    ["developer.arm.com", "doc.rust-lang.org", "docs.kernel.org", "git.kernel.org"];

/// The target of a link.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    /// To this site.
    Outside(String),
    /// To a file, by its path from the folder of the text that has the link, and to a place in it.
    /// An empty path is the text itself.
    Inside { path: String, anchor: Option<Anchor> },
}

/// A place in a file, as the link names it.
#[derive(Debug, PartialEq, Eq)]
pub struct Anchor(pub String);

impl Anchor {
    /// Returns whether it is one of `places`: as it is written or, as a browser tries next,
    /// decoded.
    pub fn is_one_of(&self, places: &BTreeSet<String>) -> bool {
        places.contains(&self.0) || places.contains(&decode(&self.0))
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

impl Target {
    pub fn new(written: &str) -> Self {
        if let Some((_, rest)) = written.split_once("://") {
            let site = rest.split(['/', '?', '#']).next().unwrap_or_default();
            return Self::Outside(site.to_owned());
        }
        let (path, anchor) = match written.split_once('#') {
            Some((path, anchor)) => (path, Some(Anchor(anchor.to_owned()))),
            None => (written, None),
        };
        let path = path.split('?').next().unwrap_or_default();
        Self::Inside { path: decode(path), anchor }
    }

    /// Returns whether a link from `file` to this one stays within `folder`, or leads to another
    /// site.
    pub fn stays_in(&self, folder: &str, file: &Path) -> bool {
        match self {
            Self::Outside(_) => true,
            Self::Inside { path, .. } => {
                resolve(file, path).is_some_and(|path| path.starts_with(folder))
            }
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outside(site) => write!(f, "https://{site}/…"),
            Self::Inside { path, anchor: None } => f.write_str(path),
            Self::Inside { path, anchor: Some(anchor) } => write!(f, "{path}#{}", anchor.0),
        }
    }
}

/// Resolves `path`, which is written in `file`, from the root that `file` begins at. Returns `None`
/// if it leads out of that root.
pub fn resolve(file: &Path, path: &str) -> Option<PathBuf> {
    if path.is_empty() {
        return Some(file.to_owned());
    }
    let mut resolved = file.parent()?.to_owned();
    for component in Path::new(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                if !resolved.pop() {
                    return None;
                }
            }
            Component::Normal(name) => resolved.push(name),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(resolved)
}

/// The number of links that were looked at, and those that lead nowhere.
#[derive(Default)]
pub struct Tally {
    pub inside: usize,
    outside: usize,
    dead: Vec<String>,
}

impl Tally {
    /// Counts a link that is written at `place`. `problem` says why one to the inside is dead, if
    /// it is.
    pub fn add(&mut self, place: &str, target: &Target, problem: Option<String>) {
        let problem = match target {
            Target::Inside { .. } => {
                self.inside += 1;
                problem
            }
            Target::Outside(site) => {
                self.outside += 1;
                (!SITES.contains(&site.as_str())).then(|| {
                    "a site that is not in the list `SITES`, which has no package host".to_owned()
                })
            }
        };
        if let Some(problem) = problem {
            self.dead(place, &format!("`{target}`: {problem}"));
        }
    }

    pub fn dead(&mut self, place: &str, what: &str) {
        self.dead.push(format!("{place}: {what}"));
    }

    /// Returns the links that lead nowhere, by place, target and reason.
    pub fn dead_ones(&self) -> &[String] {
        &self.dead
    }

    /// Says how many links were looked at.
    ///
    /// # Panics
    ///
    /// If a link leads nowhere.
    pub fn finish(&self, of: &str) {
        println!(
            "{of}: {} links were followed; {} lead to other sites and were not",
            self.inside, self.outside
        );
        assert!(
            self.dead.is_empty(),
            "{} links lead nowhere:\n{}",
            self.dead.len(),
            self.dead.join("\n")
        );
    }
}

#[test]
fn a_target_is_a_site_or_a_path_with_a_place() {
    let inside = |path: &str, anchor: Option<&str>| Target::Inside {
        path: path.into(),
        anchor: anchor.map(|anchor| Anchor(anchor.to_owned())),
    };
    for (written, target) in [
        ("https://docs.kernel.org/a#b", Target::Outside("docs.kernel.org".into())),
        ("a/b.md", inside("a/b.md", None)),
        ("a%20b.md?raw#c", inside("a b.md", Some("c"))),
        ("#a%3Cb", inside("", Some("a%3Cb"))),
    ] {
        assert_eq!(Target::new(written), target);
    }
}

#[test]
fn a_place_is_named_as_it_is_or_encoded() {
    let places = ["a<b".to_owned(), "c%3Cd".to_owned()].into();
    for (anchor, is_there) in [("a%3Cb", true), ("a<b", true), ("c%3Cd", true), ("c<d", false)] {
        assert_eq!(Anchor(anchor.into()).is_one_of(&places), is_there, "{anchor}");
    }
}

#[test]
fn a_path_is_resolved_within_the_root() {
    let from = |path| resolve(Path::new("docs/a.md"), path);
    assert_eq!(from("../b.md"), Some("b.md".into()));
    assert_eq!(from(""), Some("docs/a.md".into()));
    assert_eq!((from("../../b.md"), from("/b.md")), (None, None));
    let target = Target::new("../b.md");
    assert!(!target.stays_in("docs", Path::new("docs/a.md")));
    assert!(target.stays_in("docs", Path::new("docs/c/a.md")));
}

//! The libraries' documentation, as rustdoc writes it, and its links.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use harness::cargo;

use crate::html::{Attributes, attributes};
use crate::target::{Tally, Target, resolve};

/// The crates of the adapters, whose items the libraries' pages link to.
const ADAPTED: [&str; 4] =
    ["aarch64-paging", "memory_addr", "page_table_entry", "page_table_multiarch"];

/// Writes the pages of these packages, whose order is that of their dependencies, and returns their
/// folder. Rustdoc removes no page of an item that is gone, so they're written anew.
///
/// # Panics
///
/// If rustdoc has a warning, as of a broken link to an item.
pub fn write(packages: &[&str]) -> PathBuf {
    let folder = cargo::target_dir().join("doc");
    for package in packages {
        for there in [folder.clone(), folder.join("src")] {
            let there = there.join(package.replace('-', "_"));
            if there.exists() {
                fs::remove_dir_all(&there)
                    .unwrap_or_else(|error| panic!("{}: {error}", there.display()));
            }
        }
    }
    document(&ADAPTED, &[]);
    // One by one: a page links to those of another crate if they're there when it is written.
    for package in packages {
        document(&[package], &["--all-features"]);
    }
    folder
}

fn document(packages: &[&str], arguments: &[&str]) {
    let status = cargo::command()
        .args(["doc", "--quiet", "--no-deps"])
        .args(arguments)
        .args(packages.iter().map(|package| format!("--package={package}")))
        .env("RUSTDOCFLAGS", "-Dwarnings")
        .status();
    assert!(status.is_ok_and(|status| status.success()), "rustdoc says above what is wrong");
}

/// Looks at each link of the pages of these packages in `folder`, and returns how many pages there
/// are.
pub fn check(folder: &Path, packages: &[&str], tally: &mut Tally) -> usize {
    let mut pages = BTreeMap::new();
    for package in packages {
        let name = package.replace('-', "_");
        for part in [PathBuf::from(&name), Path::new("src").join(&name)] {
            read(folder, &part, &mut pages);
        }
    }
    // The pages around them, which rustdoc writes for all crates.
    let mut others = BTreeMap::new();
    for (path, page) in &pages {
        for link in &page.links {
            // A button, or a link that a script fills in.
            if link.is_empty() || link == "#" || link.starts_with("javascript:") {
                continue;
            }
            let target = Target::new(link);
            let problem = problem(folder, path, &target, &pages, &mut others);
            tally.add(&path.display().to_string(), &target, problem);
        }
    }
    pages.len()
}

/// A page, read.
struct Page {
    links: BTreeSet<String>,
    anchors: BTreeSet<String>,
    moved_to: Option<String>,
}

impl Page {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let Attributes { links, anchors, moved_to } = attributes(&text);
        let (links, anchors) = (links.into_iter().collect(), anchors.into_iter().collect());
        Self { links, anchors, moved_to }
    }
}

/// Reads the pages in `part` of `folder` and below it.
fn read(folder: &Path, part: &Path, pages: &mut BTreeMap<PathBuf, Page>) {
    let entries = fs::read_dir(folder.join(part));
    for entry in entries.unwrap_or_else(|error| panic!("{}: {error}", part.display())) {
        let path = part.join(entry.expect("an entry").file_name());
        if folder.join(&path).is_dir() {
            read(folder, &path, pages);
        } else if path.extension().is_some_and(|extension| extension == "html") {
            let page = Page::read(&folder.join(&path));
            pages.insert(path, page);
        }
    }
}

/// `others` are the pages around `pages`, as far as they were read.
fn problem(
    folder: &Path,
    path: &Path,
    target: &Target,
    pages: &BTreeMap<PathBuf, Page>,
    others: &mut BTreeMap<PathBuf, Page>,
) -> Option<String> {
    let Target::Inside { path: to, anchor } = target else { return None };
    let (mut from, mut to) = (path.to_owned(), to.clone());
    loop {
        let Some(there) = resolve(&from, &to) else {
            return Some("out of the documentation".into());
        };
        if !folder.join(&there).is_file() {
            return Some("no such file".into());
        }
        let anchor = anchor.as_ref()?;
        let page = match pages.get(&there) {
            Some(page) => page,
            None => others.entry(there.clone()).or_insert_with(|| Page::read(&folder.join(&there))),
        };
        // An item that is public at another path has a page here that passes its reader on.
        if let Some(moved_to) = &page.moved_to {
            (from, to) = (there, moved_to.clone());
            continue;
        }
        // `#12-34` of a source is its lines 12 to 34, which a script marks.
        let is_lines = || anchor.0.split('-').all(|line| page.anchors.contains(line));
        let is_there = anchor.is_one_of(&page.anchors) || (there.starts_with("src") && is_lines());
        return (!is_there).then(|| "no such place in it".into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_link_to_a_page_or_a_place_is_found() {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in [
            (
                "a_b/index.html",
                "<a href='#x'><p id='x'><a href='../src/a_b/lib.rs.html#1-2'><a href='../help.html#h'>\
                 <a href='#'><a href='#y'><a href='none.html'><a href='../src/a_b/lib.rs.html#1-3'>\
                 <a href='moved.html#x'><a href='moved.html#y'>",
            ),
            ("a_b/moved.html", "<meta http-equiv='refresh' content='0;URL=index.html'>"),
            ("src/a_b/lib.rs.html", "<a href='#1' id='1'><a href='#2' id='2'>"),
            ("help.html", "<p id='h'>"),
        ] {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let mut tally = Tally::default();
        assert_eq!(check(folder.path(), &["a-b"], &mut tally), 3);
        assert_eq!(tally.inside, 10);
        let dead: Vec<_> =
            tally.dead_ones().iter().filter_map(|dead| dead.split('`').nth(1)).collect();
        assert_eq!(dead, ["#y", "../src/a_b/lib.rs.html#1-3", "moved.html#y", "none.html"]);
    }
}

//! Each link leads somewhere: those of the documents, and those of the libraries' pages.
//!
//! `cargo test -p checks --test links -- --nocapture` says how many links were looked at. Nothing
//! is fetched: a link to another site is counted, and its site is one of [`target::SITES`].

#[path = "links/document.rs"]
mod document;
#[path = "links/html.rs"]
mod html;
#[path = "links/pages.rs"]
mod pages;
#[path = "links/target.rs"]
mod target;

use std::path::Path;

use harness::cargo::workspace;
use harness::texts;

use document::{Document, check};
use target::Tally;

/// The published crates, each behind those that it depends on. Each has a folder of its name, and
/// a README that is packaged with it.
const LIBRARIES: [&str; 3] = ["lazy-mmu-macros", "lazy-mmu-core", "lazy-mmu-arm64"];

#[test]
fn each_link_of_a_document_leads_somewhere() {
    let documents = texts::with_extension("md").expect("the documents can be read");
    let mut tally = Tally::default();
    for path in &documents {
        check(workspace(), path, &mut tally);
    }
    tally.finish(&format!("{} documents", documents.len()));
    assert!(tally.inside > 10, "only {} links were found", tally.inside);
}

/// A registry shows this page without the repository around it.
#[test]
fn no_link_of_a_packaged_readme_leads_out_of_its_crate() {
    for library in LIBRARIES {
        let readme = Path::new(library).join("README.md");
        let document = Document::read(&workspace().join(&readme));
        for link in &document.links {
            assert!(
                link.target.stays_in(library, &readme),
                "{}:{}: `{}` leads out of the package, where nothing is; write the name of the document without a link",
                readme.display(),
                link.line,
                link.target
            );
        }
    }
}

#[test]
fn each_link_of_a_page_leads_somewhere() {
    let mut tally = Tally::default();
    let pages = pages::check(&pages::write(&LIBRARIES), &LIBRARIES, &mut tally);
    tally.finish(&format!("{pages} pages"));
    assert!(tally.inside > 1000, "only {} links were found", tally.inside);
}

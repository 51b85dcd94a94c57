//! The files of `docs/pictures` are the pictures that would be drawn now. `cargo xtask bless`
//! writes them, and this compares them.

mod store;

use std::fs;
use std::path::Path;

use harness::{cargo, generated};
use model_kernel::kernel::{Kernel, Recorded};
use pictures::{Picture, architecture, nesting};

const FOLDER: &str = "docs/pictures";

/// The six calls, as this process traces them. `cargo xtask test` also compares the file with the
/// trace of the kernel in QEMU.
fn six_calls() -> Picture {
    Kernel::restart();
    paging::demo::trace::<Recorded>();
    nesting::draw(&Kernel::take_events().join("\n")).expect("calls")
}

fn pages() -> Picture {
    bench::picture::pages(&bench::checked_in().expect("the figures"))
}

/// All pictures, by the names of their files.
fn all() -> [(&'static str, Picture); 4] {
    [
        ("architecture.svg", architecture::draw()),
        ("nesting.svg", six_calls()),
        ("pages.svg", pages()),
        ("store.svg", store::picture()),
    ]
}

#[test]
fn each_picture_is_what_would_be_drawn_now() {
    for (name, picture) in all() {
        if let Err(error) = generated::check(&format!("{FOLDER}/{name}"), &picture.svg()) {
            panic!("{error:#}");
        }
    }
}

#[test]
fn each_file_is_a_picture_that_is_drawn() {
    let entries = fs::read_dir(cargo::workspace().join(FOLDER)).expect("the pictures");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("it is text"))
        .collect();
    names.sort();
    assert_eq!(names, all().map(|(name, _)| name), "delete the files that nothing draws");
}

#[test]
fn each_label_can_be_read() {
    for (name, picture) in all() {
        assert_eq!(picture.faults(), [""; 0], "in {name}");
    }
}

#[test]
fn each_function_that_the_architecture_names_is_defined_in_its_package() {
    for (name, package) in architecture::FUNCTIONS {
        let definition = [format!("fn {name}("), format!("fn {name}<")];
        let is_defined = sources(&cargo::workspace().join(package).join("src"))
            .iter()
            .flat_map(|text| text.lines())
            .any(|line| {
                !line.trim_start().starts_with("//")
                    && definition.iter().any(|definition| line.contains(definition))
            });
        assert!(is_defined, "{package} has no function `{name}`");
    }
}

/// Returns the texts of the files in `folder` and below it.
fn sources(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder of this repository");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                vec![fs::read_to_string(path).expect("it is text")]
            }
        })
        .collect()
}

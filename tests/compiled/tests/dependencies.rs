//! The libraries bring a kernel no other dependencies than these.

use std::collections::BTreeSet;

use harness::cargo;

/// Returns the packages that a library is linked with, expanded by or built by, on any target,
/// without the library itself.
fn dependencies(package: &str, features: &str) -> BTreeSet<String> {
    let output = cargo::command()
        .args([
            "tree",
            "--package",
            package,
            "--features",
            features,
            "--target",
            "all",
            "--edges",
            "normal,build",
        ])
        .args(["--prefix", "none", "--format", "{lib}"])
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("names are text");
    text.lines()
        .map(|line| line.split(' ').next().unwrap_or(line).to_owned())
        .filter(|name| name != &package.replace('-', "_"))
        .collect()
}

fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.map(str::to_owned).into()
}

#[test]
fn the_core_needs_scopeguard_the_attribute_and_the_attributes_dependencies() {
    assert_eq!(
        dependencies("lazy-mmu-core", ""),
        set(["lazy_mmu_macros", "proc_macro2", "quote", "scopeguard", "syn", "unicode_ident"])
    );
}

#[test]
fn arm64_needs_the_core_and_the_cores_dependencies() {
    assert_eq!(dependencies("lazy-mmu-arm64", ""), set(["lazy_mmu_core", "scopeguard"]));
}

#[test]
fn an_adapter_brings_its_crate() {
    for (feature, crate_names) in [
        ("aarch64-paging", &["aarch64_paging", "scopeguard"][..]),
        ("page-table-multiarch", &["page_table_multiarch"]),
    ] {
        let dependencies = dependencies("lazy-mmu-arm64", feature);
        assert!(
            crate_names.iter().all(|name| dependencies.contains(*name)),
            "{feature} brings {dependencies:?}"
        );
    }
}

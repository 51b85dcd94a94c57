//! The symbols' names, for tools that read them from a list or a command line.

use std::fs;
use std::process::Command;

use crate::crates::{Crates, Registered};
use crate::{is_there, lazy_mmu, output};

/// Returns our symbols in an object, defined or not.
fn symbols(object: &std::path::Path) -> Vec<String> {
    let (_, printed) = output(Command::new("nm").arg(object));
    let names = printed
        .lines()
        .filter_map(|line| line.split_once(&lazy_mmu()).map(|(_, rest)| lazy_mmu() + rest));
    names.collect()
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "objcopy is of GNU's and LLVM's binutils")]
fn objcopy_renames_the_symbols_one_by_one_and_from_a_list() {
    let crates = Crates::new(&[]);
    let object = crates.object("first");
    let before = symbols(&object);
    assert!(before.len() >= 9, "{before:?}");
    let tools: Vec<_> =
        ["objcopy", "llvm-objcopy"].into_iter().filter(|tool| is_there(tool)).collect();
    assert!(!tools.is_empty(), "there is no objcopy; on Debian, `binutils` has it");
    let list = crates.path("list");
    fs::write(
        &list,
        before.iter().map(|symbol| format!("{symbol} renamed_{symbol}\n")).collect::<String>(),
    )
    .unwrap();
    for tool in tools {
        for (number, argument) in [
            format!("--redefine-sym={}=renamed_{}", before[0], before[0]),
            format!("--redefine-syms={}", list.display()),
        ]
        .iter()
        .enumerate()
        {
            let renamed = crates.path(&format!("renamed_{number}.o"));
            let (succeeds, said) =
                output(Command::new(tool).arg(argument).arg(&object).arg(&renamed));
            assert!(succeeds, "{tool} {argument}: {said}");
            let (_, after) = output(Command::new("nm").arg(&renamed));
            let count = after.matches(&format!(" renamed_{}", lazy_mmu())).count();
            assert_eq!(
                count,
                if number == 0 { 1 } else { before.len() },
                "{tool} {argument}: {after}"
            );
        }
    }
}

/// A shared object's symbols go through a version script or a list of exports.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "linkers and their tools have other words elsewhere")]
fn a_shared_object_exports_the_symbols_by_their_names() {
    let crates = Crates::new(&[]);
    let object = crates.link("cdylib", Registered::InCrate, &[]).expect("it links");
    let (_, exported) = output(Command::new("nm").arg("-D").arg("--defined-only").arg(object));
    assert!(exported.contains(&format!(" T {}", lazy_mmu())), "{exported}");
}

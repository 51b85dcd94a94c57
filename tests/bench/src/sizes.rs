//! The bytes of the mode and the adapters: of their types, by the compiler, and of their code, by
//! the symbols of the program.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use object::read::elf::ElfFile64;
use object::{Object as _, ObjectSymbol as _};
use serde::{Deserialize, Serialize};

use super::costs::{ANNOUNCED, COUNTED, PER_CPU};
use super::document::{cell, table};
use super::figures::{Build, Figures};

/// The size of a type or of a function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// How it was built.
    pub build: Build,
    /// The type or the function.
    pub what: String,
    /// A function's contract with the kernel. None: a type.
    pub by: Option<String>,
    /// How many.
    pub bytes: u64,
}

/// Reads the lines that a program printed: `bytes: WHAT; HOW MANY` for a type, and
/// `code: WHAT; BY; ADDRESS` for a function, whose symbol there has the size.
///
/// # Errors
///
/// If it printed something else, or no function is at such an address.
pub fn read(build: Build, printed: &str, functions: &Functions) -> Result<Vec<Size>> {
    let mut sizes = Vec::new();
    for line in printed.lines() {
        let problem = || {
            format!(
                "the program announced `{line}`; write `bytes: WHAT; HOW MANY` or `code: WHAT; BY; ADDRESS` of a function"
            )
        };
        if let Some(line) = line.strip_prefix("bytes: ") {
            let (what, bytes) = line.rsplit_once("; ").with_context(problem)?;
            sizes.push(Size {
                build,
                what: what.to_owned(),
                by: None,
                bytes: bytes.parse().with_context(problem)?,
            });
        } else if let Some(line) = line.strip_prefix("code: ") {
            let (rest, address) = line.rsplit_once("; 0x").with_context(problem)?;
            let (what, by) = rest.split_once("; ").with_context(problem)?;
            let address = u64::from_str_radix(address, 16).with_context(problem)?;
            let bytes = *functions.get(&address).with_context(problem)?;
            sizes.push(Size { build, what: what.to_owned(), by: Some(by.to_owned()), bytes });
        }
    }
    Ok(sizes)
}

/// The functions of a program: the size at each address.
pub type Functions = BTreeMap<u64, u64>;

/// Returns the functions of this file.
///
/// # Errors
///
/// If it is no program, or cannot be read.
pub fn functions(elf: &Path) -> Result<Functions> {
    let problem = || {
        format!(
            "{} cannot be read as the program that was built; run `cargo clean` and try again",
            elf.display()
        )
    };
    let bytes = fs::read(elf).with_context(problem)?;
    let file = ElfFile64::<object::Endianness>::parse(&*bytes).with_context(problem)?;
    Ok(file
        .symbols()
        .filter(|symbol| symbol.size() > 0)
        .map(|symbol| (symbol.address(), symbol.size()))
        .collect())
}

/// The types that are shown: a name, the program's name for it, and how large it may be.
const TYPES: [(&str, &str, Most); 16] = [
    ("a slot of arm64, in each task or CPU", SLOT, Most::Bytes(8)),
    ("  of that, what arm64 keeps there", "what arm64 keeps in it", Most::Bytes(0)),
    ("LazyMmuGuard", "LazyMmuGuard", Most::Bytes(8)),
    ("  of Global", "LazyMmuGuard of Global", Most::Bytes(8)),
    ("  of NoLazyMmu", "LazyMmuGuard of NoLazyMmu", Most::Bytes(0)),
    ("DeferringGuard", "DeferringGuard", Most::Bytes(8)),
    ("PauseGuard", "PauseGuard", Most::Bytes(8)),
    ("InterruptGuard, in a handler", "InterruptGuard", Most::Bytes(16)),
    ("u64", "an address", Most::Bytes(8)),
    ("  Unsettled", "Unsettled of an address", Most::As("an address")),
    ("Mapping of aarch64-paging", "Mapping of aarch64-paging", Most::Any),
    ("  Lazy", "Lazy of aarch64-paging", Most::As("Mapping of aarch64-paging")),
    ("A64PageTable of page_table_multiarch", "a table of page_table_multiarch", Most::Any),
    (
        "  Lazy, with what its cursors changed",
        "Lazy of page_table_multiarch",
        Most::As("a cursor of page_table_multiarch"),
    ),
    ("A64PageTableCursor, on the stack", "a cursor of page_table_multiarch", Most::Any),
    ("  LazyCursor", "LazyCursor of page_table_multiarch", Most::Bytes(8)),
];

const SLOT: &str = "a slot of arm64";

/// How large a type may be.
#[derive(Clone, Copy)]
enum Most {
    /// So many bytes.
    Bytes(u64),
    /// As another type.
    As(&'static str),
    /// As large as it is: the type is another crate's.
    Any,
}

/// The functions that are shown, and their names.
const FUNCTIONS: [(&str, &str); 3] = [
    ("pair", "a section, nothing stored"),
    ("a section with a store", "a section with a store"),
    ("a loop of pages in a section", "a loop of pages in a section"),
];
/// The contracts with a kernel, and their names.
const CONTRACTS: [(&str, &str); 10] = [
    (ANNOUNCED, "handlers announced"),
    ("handlers announced, closures", "  by closures"),
    (COUNTED, "handlers counted"),
    ("handlers counted, closures", "  by closures"),
    (PER_CPU, "slot per CPU"),
    ("slot per CPU, closures", "  by closures"),
    ("slot per CPU, pinned by each store", "  pinned by each store"),
    ("slot per CPU, handlers counted", "  handlers counted"),
    ("Global, without LTO", "Global, without LTO"),
    ("eager", "NoLazyMmu"),
];

/// Returns the part of the page.
pub fn section(figures: &Figures) -> (&'static str, String, String) {
    let about = "Bytes. The compiler gives the size of a type. A slot is part of a task or a CPU; a guard is on the\n\
                 stack while its section, pause or handler lasts.\n\n\
                 The symbol gives the size of code: a function that has that section and nothing else, at each level of\n\
                 optimization. The functions that it calls are in the program once: the drop of a guard at s and z, and\n\
                 the unusual cases everywhere."
        .to_owned();
    ("Size and stack", about, format!("{}\n{}", types(figures), code(figures)))
}

fn types(figures: &Figures) -> String {
    let head = ["bytes", ""].map(str::to_owned).to_vec();
    let rows = TYPES.iter().map(|(name, what, _)| {
        vec![(*name).to_owned(), cell(bytes(figures, Build::Release, what, None))]
    });
    table(&[vec![head], rows.collect()].concat())
}

fn code(figures: &Figures) -> String {
    let levels = Build::LEVELS.map(|build| format!("at {}", build.level()));
    let mut rows = Vec::new();
    for (what, name) in FUNCTIONS {
        rows.push([vec![name.to_owned()], levels.to_vec()].concat());
        rows.extend(CONTRACTS.iter().map(|(by, name)| {
            let cells = Build::LEVELS.map(|build| cell(bytes(figures, build, what, Some(by))));
            [vec![format!("  {name}")], cells.to_vec()].concat()
        }));
    }
    table(&rows)
}

fn bytes(figures: &Figures, build: Build, what: &str, by: Option<&str>) -> Option<u64> {
    let found = figures
        .sizes
        .iter()
        .find(|size| size.build == build && size.what == what && size.by.as_deref() == by);
    found.map(|size| size.bytes)
}

/// Returns a sentence for each type that is larger than it may be, and for each size that was not
/// measured.
pub fn misses(figures: &Figures) -> Vec<String> {
    let mut misses = Vec::new();
    for build in Build::ALL {
        for (_, what, most) in &TYPES {
            let size = bytes(figures, build, what, None);
            let most = match most {
                Most::Bytes(most) => Some(*most),
                Most::As(other) => bytes(figures, build, other, None),
                Most::Any => size,
            };
            match (size, most) {
                (Some(size), Some(most)) if size <= most => {}
                (Some(size), Some(most)) => misses.push(format!(
                    "{what} has {size} bytes, built {}: at most {most}",
                    build.name()
                )),
                _ => misses.push(format!("{what}, built {}, was not measured", build.name())),
            }
        }
    }
    for build in Build::LEVELS {
        for (what, by) in
            FUNCTIONS.iter().flat_map(|(what, _)| CONTRACTS.iter().map(move |(by, _)| (what, by)))
        {
            if bytes(figures, build, what, Some(by)).is_none() {
                misses.push(format!(
                    "the code of {what}, {by}, at opt-level {}, was not measured",
                    build.level()
                ));
            }
        }
    }
    misses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_larger_than_it_may_be_is_named() {
        let figures = crate::checked_in().unwrap();
        assert_eq!(misses(&figures), [""; 0]);
        for (index, size) in figures.sizes.iter().enumerate() {
            let with = |change: &dyn Fn(&mut Figures)| {
                let mut changed = figures.clone();
                change(&mut changed);
                misses(&changed)
            };
            let gone = with(&|figures| drop(figures.sizes.remove(index)));
            assert!(
                gone.iter()
                    .any(|miss| miss.contains(&*size.what) && miss.ends_with("was not measured")),
                "{size:?}: {gone:?}"
            );
            if size.by.is_none()
                && TYPES
                    .iter()
                    .any(|(_, what, most)| *what == size.what && !matches!(most, Most::Any))
            {
                let larger = with(&|figures| figures.sizes[index].bytes += 300);
                assert!(
                    larger.iter().any(|miss| miss.contains(&*size.what)),
                    "{size:?}: {larger:?}"
                );
            }
        }
    }

    #[test]
    fn a_line_of_another_form_is_an_error() {
        let functions = Functions::from([(0x4008_0000, 52)]);
        let read =
            |line: &str| read(Build::Small, line, &functions).map_err(|error| error.to_string());
        assert_eq!(read("gcc: 12.2.0\n"), Ok(vec![]));
        let size = |what: &str, by: Option<&str>, bytes| Size {
            build: Build::Small,
            what: what.to_owned(),
            by: by.map(str::to_owned),
            bytes,
        };
        let both = "bytes: a slot; 8\ncode: a section; eager; 0x40080000\n";
        assert_eq!(
            read(both),
            Ok(vec![size("a slot", None, 8), size("a section", Some("eager"), 52)])
        );
        for line in [
            "bytes: a slot",
            "bytes: a slot; many",
            "code: a section; 0x40080000",
            "code: a section; eager; 0x40080004",
            "code: a; b; 52",
        ] {
            let error = read(line).unwrap_err();
            assert!(error.contains(line), "{error}");
        }
    }
}

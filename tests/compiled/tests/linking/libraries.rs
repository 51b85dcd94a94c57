//! Libraries for another linker or a loader: shared objects, and an archive for a C program.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::crates::{Crates, Registered};
use crate::{DUPLICATE, UNDEFINED, assert_one_is_enough, assert_says, lazy_mmu, output};

/// A platform in whose sections the mode is on.
const ON: &str = "mod on {
    pub struct Nothing;
    impl lazy_mmu_core::Arch for Nothing {
        type Local = ();
        fn flush((): &()) {}
        fn is_settled((): &()) -> bool { true }
    }
    pub struct On;
    static SLOT: lazy_mmu_core::Slot<Nothing> = lazy_mmu_core::Slot::new(());
    impl lazy_mmu_core::Platform for On {
        type Arch = Nothing;
        fn in_interrupt() -> bool { false }
        fn with_slot<R>(f: impl FnOnce(&lazy_mmu_core::Slot<Nothing>) -> R) -> R { f(&SLOT) }
    }
}
lazy_mmu_core::set_platform!(on::On);";

/// Links a C program with the archive. If that fails, returns the output.
fn link_by_c(
    crates: &Crates,
    archive: &Path,
    flags: &[&str],
) -> Result<std::path::PathBuf, String> {
    let [source, program] = ["main.c", "main"].map(|file| crates.path(file));
    fs::write(
        &source,
        "#include <stdbool.h>\nbool entry(void);\nint main(void) { return entry(); }\n",
    )
    .expect("the source");
    let mut cc = Command::new("cc");
    cc.env("LC_ALL", "C")
        .arg(source)
        .args(flags.first())
        .arg(archive)
        .args(flags.get(1))
        .args(["-lpthread", "-ldl", "-lm", "-o"])
        .arg(&program);
    let (is_linked, said) = output(&mut cc);
    if is_linked { Ok(program) } else { Err(said) }
}

fn code(program: &Path) -> Option<i32> {
    Command::new(program).status().expect("it starts").code()
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "linkers and their tools have other words elsewhere")]
fn a_shared_object_takes_one_registration_and_a_second_is_found() {
    let crates = Crates::new(&[]);
    for kind in ["cdylib", "dylib"] {
        assert_one_is_enough(&crates, kind, &[]);
    }
    assert_says(
        crates.link("cdylib", Registered::InTwoCrates, &["-Clto=thin"]),
        DUPLICATE,
        "thin LTO",
    );
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "loaders differ")]
fn a_shared_object_without_a_registration_links_and_is_refused_when_it_is_loaded() {
    let crates = Crates::new(&["-Copt-level=1"]);
    let load = "unsafe extern \"C\" { safe fn dlopen(file: *const u8, flags: i32) -> *mut (); safe fn dlerror() -> *const i8; }
        fn main() {
            let file = std::ffi::CString::new(std::env::args().nth(1).unwrap()).unwrap();
            if dlopen(file.as_ptr().cast(), 2).is_null() {
                // SAFETY: it is text of libc's, as something just failed.
                print!(\"{}\", unsafe { std::ffi::CStr::from_ptr(dlerror()) }.to_str().unwrap());
            }
        }";
    let loader = crates.program(load);
    let load = |object: &Path| output(Command::new(&loader).arg(object)).1;
    for registered in [Registered::Nowhere, Registered::InCrateThatNobodyNames] {
        let object = crates
            .link("cdylib", registered, &[])
            .expect("the linker leaves undefined symbols to the loader");
        assert!(
            load(&object).contains(&format!("undefined symbol: {}", lazy_mmu())),
            "{}",
            load(&object)
        );
        // A flag tells a linker to check.
        assert_says(
            crates.link("cdylib", registered, &["-Clink-arg=-Wl,-z,defs"]),
            UNDEFINED,
            "-z defs",
        );
    }
    let object = crates.link("cdylib", Registered::InCrate, &[]).expect("it links");
    assert_eq!(load(&object), "");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "linkers have other flags elsewhere")]
fn an_archive_without_a_registration_does_not_link_into_a_program() {
    let crates = Crates::new(&[]);
    let archive = |registered| {
        crates.link("staticlib", registered, &[]).expect("an archive is not linked yet")
    };
    assert_says(
        link_by_c(&crates, &archive(Registered::Nowhere), &[]),
        UNDEFINED,
        "no registration",
    );
    let program = link_by_c(&crates, &archive(Registered::InCrate), &[]).unwrap();
    assert_eq!(code(&program), Some(0));
}

/// A linker that has found a symbol does not look into the rest of an archive.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "linkers have other flags elsewhere")]
fn in_an_archive_a_second_registration_is_found_by_whole_archive_and_fat_lto_and_else_the_crates_own_wins()
 {
    let crates = Crates::new(&["-Copt-level=3"]);
    let whole = ["-Wl,--whole-archive", "-Wl,--no-whole-archive"];
    for registered in [Registered::InTwoCrates, Registered::InProgramAndCrate] {
        let archive =
            crates.link("staticlib", registered, &[]).expect("an archive is not linked yet");
        assert_says(link_by_c(&crates, &archive, &whole), DUPLICATE, "--whole-archive");
        assert_says(crates.link("staticlib", registered, &["-Clto=fat"]), DUPLICATE, "fat LTO");
    }
    let own = format!("use first as _;\n{ON}");
    let archive =
        crates.link_source("staticlib", &own, &[], &["user", "first", "lazy_mmu_core"]).unwrap();
    let program = link_by_c(&crates, &archive, &[]).unwrap();
    assert_eq!(code(&program), Some(1), "the mode is off in its section");
}

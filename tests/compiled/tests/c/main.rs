//! C: the headers compile without a warning, and a program in C uses the mode by the calls that
//! `export_c!` defines.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use harness::cargo;

/// The strictest flags of the projects that may include the headers.
const STRICT: [&str; 7] =
    ["-std=c11", "-pedantic", "-Wall", "-Wextra", "-Werror", "-Wconversion", "-Wsign-compare"];

/// Returns the flags with the headers' folders.
fn include() -> [String; 2] {
    ["lazy-mmu-core", "lazy-mmu-arm64"]
        .map(|package| format!("-I{}", cargo::workspace().join(package).join("include").display()))
}

/// Compiles, and returns whether that succeeded, and the compiler's output.
fn compile(compiler: &str, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(compiler)
        .args(STRICT)
        .args(include())
        .args(arguments)
        .env("LC_ALL", "C")
        .output();
    let output = output.unwrap_or_else(|error| {
        panic!("there is no C compiler `{compiler}` ({error}); on Debian, `gcc` has it")
    });
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn is_there(compiler: &str) -> bool {
    Command::new(compiler).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Freestanding, and without any folder of headers: ours include nothing but each other.
#[test]
fn the_headers_compile_without_a_warning_and_without_a_library() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for header in ["lazy_mmu.h", "lazy_mmu_arm64.h"] {
        let source = folder.path().join("alone.c");
        // Included twice, and used; the compiler compiles the inline functions that nobody calls,
        // too.
        fs::write(&source, format!("#include \"{header}\"\n#include \"{header}\"\nstruct lazy_mmu_slot new_slot = LAZY_MMU_SLOT_INIT;\n"))
            .expect("the source");
        let object = folder.path().join("alone.o");
        let mut compiled = 0;
        for compiler in ["cc", "clang", "aarch64-linux-gnu-gcc"] {
            if compiler != "cc" && !is_there(compiler) {
                println!("NOT RUN with {compiler}, which is not there");
                continue;
            }
            let [source, object] =
                [&source, &object].map(|path| path.to_str().expect("a path of text"));
            let (ok, said) =
                compile(compiler, &["-ffreestanding", "-nostdinc", "-c", "-o", object, source]);
            assert!(ok && said.is_empty(), "{header} with {compiler}:\n{said}");
            compiled += 1;
        }
        assert!(compiled > 0);
    }
}

/// Builds the mode of a kernel in Rust as an archive, and links the C program with it.
fn linked(folder: &Path) -> PathBuf {
    let archive =
        cargo::Build::new("the mode for C").run(&["--package", "exported"]).expect("it builds");
    let archive = archive.file("libexported.a").expect("an archive");
    let source = cargo::workspace().join("tests/compiled/exported/c/caller.c");
    let program = folder.join("caller");
    let [source, archive, out] =
        [&source, &archive, &program].map(|path| path.to_str().expect("a path of text"));
    let (ok, said) = compile("cc", &[source, archive, "-lpthread", "-ldl", "-lm", "-o", out]);
    assert!(ok && said.is_empty(), "{said}");
    program
}

/// The program's output. In the word, bit 0 says that something is deferred, E counts from 0x2 and
/// P from 0x400.
const EXPECTED: &str = "\
(void)0: word=0 pairs=0 active=0 settled=1 reports=0
queue_pte_barriers(): word=0 pairs=1 active=0 settled=1 reports=0
lazy_mmu_mode_enable(): word=0x2 pairs=0 active=1 settled=1 reports=0
queue_pte_barriers(): word=0x3 pairs=0 active=1 settled=0 reports=0
lazy_mmu_queue_pte_barriers(&task.lazy_mmu, 0): word=0x3 pairs=0 active=1 settled=0 reports=0
lazy_mmu_mode_flush(): word=0x2 pairs=1 active=1 settled=1 reports=0
lazy_mmu_mode_flush(): word=0x2 pairs=0 active=1 settled=1 reports=0
lazy_mmu_queue_pte_barriers(&task.lazy_mmu, 0): word=0x3 pairs=0 active=1 settled=0 reports=0
lazy_mmu_mode_disable(): word=0 pairs=1 active=0 settled=1 reports=0
lazy_mmu_mode_enable(): word=0x2 pairs=0 active=1 settled=1 reports=0
lazy_mmu_mode_enable(): word=0x4 pairs=0 active=1 settled=1 reports=0
queue_pte_barriers(): word=0x5 pairs=0 active=1 settled=0 reports=0
lazy_mmu_mode_disable(): word=0x2 pairs=1 active=1 settled=1 reports=0
lazy_mmu_mode_disable(): word=0 pairs=0 active=0 settled=1 reports=0
lazy_mmu_mode_enable(): word=0x2 pairs=0 active=1 settled=1 reports=0
queue_pte_barriers(): word=0x3 pairs=0 active=1 settled=0 reports=0
lazy_mmu_mode_pause(): word=0x402 pairs=1 active=0 settled=1 reports=0
queue_pte_barriers(): word=0x402 pairs=1 active=0 settled=1 reports=0
lazy_mmu_mode_enable(): word=0x402 pairs=0 active=0 settled=1 reports=0
lazy_mmu_mode_disable(): word=0x402 pairs=0 active=0 settled=1 reports=0
lazy_mmu_mode_resume(): word=0x2 pairs=0 active=1 settled=1 reports=0
lazy_mmu_mode_defer() = 1
printf(\"lazy_mmu_mode_defer() = %d\\n\", lazy_mmu_mode_defer()): word=0x3 pairs=0 active=1 settled=0 reports=0
lazy_mmu_mode_enable(): word=0x3 pairs=0 active=0 settled=0 reports=0
lazy_mmu_queue_pte_barriers(&task.lazy_mmu, 1): word=0x3 pairs=1 active=0 settled=0 reports=0
lazy_mmu_mode_defer() = 0
printf(\"lazy_mmu_mode_defer() = %d\\n\", lazy_mmu_mode_defer()): word=0x3 pairs=0 active=0 settled=0 reports=0
lazy_mmu_mode_disable(): word=0x3 pairs=0 active=0 settled=0 reports=0
lazy_mmu_mode_disable(): word=0 pairs=1 active=0 settled=1 reports=0
lazy_mmu_mode_disable(): word=0 pairs=0 active=0 settled=1 reports=1
lazy_mmu_mode_disable(): word=0 pairs=0 active=0 settled=1 reports=0
lazy_mmu_mode_resume(): word=0 pairs=0 active=0 settled=1 reports=1
";

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "other systems link a C program with other libraries"
)]
fn a_program_in_c_uses_the_mode_by_the_exported_calls() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(linked(folder.path())).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), EXPECTED);
}

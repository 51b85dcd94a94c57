//! ArceOS with the lazy MMU mode: `tests/kernels/arceos`, a workspace of its own, and the image of
//! it that QEMU boots.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use object::elf::PT_LOAD;
use object::read::elf::{ElfFile64, ProgramHeader};

use harness::cargo::{self, Build};
use harness::machine::ARM64;
use harness::program::Program;
use harness::run::Run;

/// The last line that does not come from us.
const BOOTED: &str = "== lazy-mmu\n";
/// Its arguments for QEMU, after those of [`ARM64`]: later arguments win. The sizes are those of
/// `axconfig.toml`.
const QEMU_ARGUMENTS: [&str; 6] = ["-machine", "gic-version=2", "-smp", "4", "-m", "128M"];
/// Far more than it needs: a larger image has a section where it does not belong.
const MOST_BYTES: u64 = 16 << 20;

/// Builds one of its programs, with these features of its.
///
/// # Errors
///
/// If it does not build.
pub fn build(program: &str, features: &str) -> Result<Program> {
    let build = Build::new("ArceOS")
        .in_folder(&folder())
        .into(cargo::target_dir().join("arceos"))
        .target(ARM64.target);
    let elf = build.run(&["--bin", program, "--features", features, "--quiet"])?.file(program)?;
    let image = elf.with_extension("image");
    write_image(&elf, &image)
        .with_context(|| format!("no image could be made of {}", elf.display()))?;
    Ok(Program {
        name: program.into(),
        elf: image,
        qemu_arguments: QEMU_ARGUMENTS.map(str::to_owned).into(),
    })
}

/// The run without what ArceOS prints while it boots.
///
/// # Errors
///
/// If it did not boot.
pub fn without_boot(run: Run) -> Result<Run> {
    let (_, ours) = run
        .stdout
        .split_once(BOOTED)
        .with_context(|| format!("ArceOS did not boot; see what it printed\n{}", run.stdout))?;
    Ok(Run { stdout: ours.to_owned(), measured: run.measured })
}

/// The output that it must have, and its counts.
pub fn snapshot() -> PathBuf {
    folder().join("snapshot.txt")
}

fn folder() -> PathBuf {
    cargo::workspace().join("tests/kernels/arceos")
}

fn write_image(elf: &Path, image: &Path) -> Result<()> {
    let bytes = raw(&fs::read(elf)?)?;
    Ok(fs::write(image, bytes)?)
}

/// The memory that an ELF file fills, from its lowest load address on: what QEMU boots by the
/// header in it. The ELF file itself has the kernel's virtual addresses for physical ones.
fn raw(elf: &[u8]) -> Result<Vec<u8>> {
    let file = ElfFile64::<object::Endianness>::parse(elf)?;
    let endian = file.endian();
    let loaded = || {
        file.elf_program_headers()
            .iter()
            .filter(|header| header.p_type(endian) == PT_LOAD && header.p_filesz(endian) > 0)
    };
    let start = loaded()
        .map(|header| header.p_paddr(endian))
        .min()
        .context("nothing in it is to be loaded")?;
    let mut image = Vec::new();
    for header in loaded() {
        let offset = header.p_paddr(endian) - start;
        let data = header.data(endian, elf).ok().context("it ends too early")?;
        ensure!(
            offset < MOST_BYTES,
            "it is to be loaded in places far apart; see its linker script"
        );
        let end = offset as usize + data.len();
        image.resize(end.max(image.len()), 0);
        image[offset as usize..end].copy_from_slice(data);
    }
    Ok(image)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_prints_while_it_boots_is_left_out() {
        let run = |stdout: &str| Run { stdout: stdout.into(), measured: Vec::new() };
        assert_eq!(without_boot(run("smp = 4\n\n== lazy-mmu\nours\n")).unwrap(), run("ours\n"));
        assert!(
            without_boot(run("panicked\n"))
                .unwrap_err()
                .to_string()
                .contains("did not boot; see what it printed\npanicked")
        );
    }
}

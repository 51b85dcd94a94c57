//! A tree of Linux that somebody names: [`check`] says whether it will do, and [`build`] makes an
//! image of it with the rows.
//!
//! The tree stays as it is. The build sees it through a folder of links, in which
//! `tests/bench/linux` is one more folder, and writes beside it.

use std::env::consts::ARCH;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, thread};

use anyhow::{Context, Result, ensure};
use harness::{cargo, progress};

/// The version that the rows are written for. Another version may have another mode.
const VERSION: (&str, &str) = ("7", "2");

/// Returns the tree's path, if it is a tree of the version that has the mode.
pub fn check(tree: &Path) -> Result<PathBuf> {
    let get = "unpack one, on Debian of the package linux-source-7.2, and name its folder";
    let makefile = fs::read_to_string(tree.join("Makefile"));
    let makefile = makefile.with_context(|| {
        format!("there is no Linux tree at {}, as it has no Makefile; {get}", tree.display())
    })?;
    let value = |name: &str| {
        makefile
            .lines()
            .find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix('='))
            .map_or("", str::trim)
            .to_owned()
    };
    let (version, patchlevel) = (value("VERSION"), value("PATCHLEVEL"));
    ensure!(
        !version.is_empty(),
        "{} is no Linux tree, as its Makefile names no VERSION; {get}",
        tree.display()
    );
    let is_right = (version.as_str(), patchlevel.as_str()) == VERSION;
    ensure!(
        is_right,
        "{} is Linux {version}.{patchlevel}, and the rows are written for 7.2; {get}",
        tree.display()
    );
    let header = fs::read_to_string(tree.join("include/linux/pgtable.h")).unwrap_or_default();
    ensure!(
        header.contains("lazy_mmu_mode_enable"),
        "{} has no generic lazy MMU mode, as include/linux/pgtable.h does not define it; {get}",
        tree.display()
    );
    ensure!(
        !tree.join(".config").exists() && !tree.join("include/config").exists(),
        "{} was built in, and Linux then builds nowhere else; run `make ARCH=arm64 mrproper` there, or unpack another one",
        tree.display()
    );
    tree.canonicalize().with_context(|| format!("{} cannot be entered", tree.display()))
}

/// Returns the prefix of the compiler's tools: the one in `CROSS_COMPILE`, or Debian's, or none on
/// arm64.
pub fn cross_compiler() -> Result<String> {
    let named = env::var("CROSS_COMPILE").ok();
    let prefix = named.unwrap_or_else(|| {
        if ARCH == "aarch64" { String::new() } else { "aarch64-linux-gnu-".to_owned() }
    });
    let gcc = format!("{prefix}gcc");
    let answers = Command::new(&gcc)
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .is_ok_and(|output| output.status.success());
    ensure!(
        answers,
        "there is no `{gcc}` to build Linux with; install gcc-aarch64-linux-gnu, or name another one's prefix in CROSS_COMPILE"
    );
    Ok(prefix)
}

/// Builds the tree with the rows in it, and returns the image.
pub fn build(tree: &Path, cross: &str) -> Result<PathBuf> {
    let folder = cargo::target_dir().join("linux");
    let (view, output) = (folder.join("view"), folder.join("build"));
    let sources = cargo::workspace().join("tests/bench/linux");
    see(tree, &view, &sources)?;
    fs::create_dir_all(&output)
        .with_context(|| format!("{} cannot be made; see to its permissions", output.display()))?;

    let config = sources.join("config");
    progress("configuring Linux");
    make(
        &view,
        &output,
        cross,
        &[&format!("KCONFIG_ALLCONFIG={}", config.display()), "allnoconfig"],
    )?;
    let wanted = fs::read_to_string(&config)
        .context("tests/bench/linux/config cannot be read; run this in a full checkout")?;
    let made = fs::read_to_string(output.join(".config")).context("Linux made no configuration")?;
    let lost = wanted
        .lines()
        .filter(|line| line.starts_with("CONFIG_"))
        .find(|&line| !made.lines().any(|other| other == line));
    ensure!(
        lost.is_none(),
        "this tree does not take `{}` of tests/bench/linux/config; name one of 7.2",
        lost.unwrap_or_default()
    );

    progress("building Linux, which takes minutes");
    let jobs = thread::available_parallelism().map_or(1, usize::from);
    make(&view, &output, cross, &[&format!("-j{jobs}"), "Image"])?;
    Ok(output.join("arch/arm64/boot/Image"))
}

fn make(view: &Path, output: &Path, cross: &str, arguments: &[&str]) -> Result<()> {
    let mut make = Command::new("make");
    make.current_dir(view)
        .arg("--silent")
        .arg(format!("O={}", output.display()))
        .arg("ARCH=arm64")
        .arg(format!("CROSS_COMPILE={cross}"));
    // The variables of a surrounding make or cargo are not for this one.
    make.env_remove("MAKEFLAGS").env_remove("MAKELEVEL");
    let status = make.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).status();
    let status = status
        .context("there is no `make` to build Linux with; install it, and flex, bison and bc")?;
    ensure!(
        status.success(),
        "Linux does not build; make says above why, and often it is that flex, bison or bc are missing"
    );
    Ok(())
}

/// Makes `view` a copy of the tree with the rows in it: a link for each entry, except the list of
/// folders, which gets one more.
#[cfg(unix)]
fn see(tree: &Path, view: &Path, sources: &Path) -> Result<()> {
    use std::os::unix::fs::symlink;

    if view.exists() {
        fs::remove_dir_all(view)?;
    }
    fs::create_dir_all(view)
        .with_context(|| format!("{} cannot be made; see to its permissions", view.display()))?;
    for entry in fs::read_dir(tree)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = if name == "Kbuild" { "Kbuild.linux".into() } else { name };
        symlink(entry.path(), view.join(name))?;
    }
    symlink(sources, view.join("lazy_mmu_rows"))?;
    fs::write(view.join("Kbuild"), "include $(srctree)/Kbuild.linux\nobj-y += lazy_mmu_rows/\n")?;
    Ok(())
}

#[cfg(not(unix))]
fn see(_: &Path, _: &Path, _: &Path) -> Result<()> {
    anyhow::bail!("Linux builds on Unix alone; run this there")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the refusal of a tree with this Makefile and this header.
    fn refused(makefile: Option<&str>, header: &str) -> String {
        let tree = tempfile::tempdir().unwrap();
        if let Some(makefile) = makefile {
            fs::write(tree.path().join("Makefile"), makefile).unwrap();
        }
        fs::create_dir_all(tree.path().join("include/linux")).unwrap();
        fs::write(tree.path().join("include/linux/pgtable.h"), header).unwrap();
        let error = check(tree.path()).map(|_| ()).unwrap_err();
        error.to_string().replace(&tree.path().display().to_string(), "TREE")
    }

    #[test]
    fn a_tree_that_is_none_or_another_is_refused_with_what_to_do() {
        let (right, mode) = ("VERSION = 7\nPATCHLEVEL = 2\n", "void lazy_mmu_mode_enable(void);");
        let get = "unpack one, on Debian of the package linux-source-7.2, and name its folder";
        assert_eq!(
            refused(None, mode),
            format!("there is no Linux tree at TREE, as it has no Makefile; {get}")
        );
        assert_eq!(
            refused(Some("all:\n"), mode),
            format!("TREE is no Linux tree, as its Makefile names no VERSION; {get}")
        );
        let older = "VERSION = 6\nPATCHLEVEL = 18\n";
        assert_eq!(
            refused(Some(older), mode),
            format!("TREE is Linux 6.18, and the rows are written for 7.2; {get}")
        );
        assert_eq!(
            refused(Some(right), "void arch_enter_lazy_mmu_mode(void);"),
            format!(
                "TREE has no generic lazy MMU mode, as include/linux/pgtable.h does not define it; {get}"
            )
        );
    }

    #[test]
    fn a_tree_that_was_built_in_is_refused_and_a_clean_one_is_not() {
        let tree = tempfile::tempdir().unwrap();
        fs::write(tree.path().join("Makefile"), "VERSION = 7\nPATCHLEVEL = 2\n").unwrap();
        fs::create_dir_all(tree.path().join("include/linux")).unwrap();
        fs::write(tree.path().join("include/linux/pgtable.h"), "lazy_mmu_mode_enable").unwrap();
        assert!(check(tree.path()).is_ok());
        fs::write(tree.path().join(".config"), "").unwrap();
        assert!(check(tree.path()).unwrap_err().to_string().contains("was built in"));
    }
}

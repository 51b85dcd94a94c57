//! [`measure`]: the same rows of Linux's own mode, in a tree that somebody names; and [`KNOWN`], what was counted of it elsewhere.
//!
//! The tree stays as it is. It is seen through a folder of links, in which `tests/bench/linux` is
//! one more folder of it, and is built beside it.

use std::env::consts::ARCH;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, thread};

use anyhow::{Context, Result, ensure};
use harness::program::Program;
use harness::qemu::Qemu;
use harness::{cargo, plugin, progress};

use crate::figures::{Build, EXPORTED, Figures};
use crate::targets::Of;

/// The version that the rows are written for. Another one may have another mode.
const VERSION: (&str, &str) = ("7", "2");

/// Linux 7.2.13 by gcc 12.2, SMP and PREEMPT, in the same QEMU: a call and a return included, over
/// the builds that [`BUILDS`] names.
pub const KNOWN: [(&str, &str); 7] = [
    ("pair", "26-39"),
    ("two nested pairs", "50-73"),
    ("pause and resume in a section", "24-31"),
    ("a loop of one page in a section, flushed", "57-66"),
    ("a page more by set_pte", "18-22"),
    ("a page more by a callback", "31-32"),
    ("a page more by set_ptes", "7-18"),
];

/// What is known of a row.
///
/// # Panics
///
/// If it has no such name.
pub fn known(row: &str) -> &'static str {
    KNOWN.iter().find(|(name, _)| *name == row).expect("a row of Linux").1
}

/// Of which builds [`KNOWN`] is.
pub const BUILDS: &str = "\
Linux 7.2.13 by gcc 12.2, SMP and PREEMPT. A pair, two nested pairs, and a pause take 26, 50 and 24 at -O2, all in line; 31, 57 and 24\n\
where gcc calls the end of a section, as it does in files that have several; 30, 55 and 29 where the flush is not in line; 29, 53 and\n\
27 with PAC and BTI; 34, 63 and 27 with DEBUG_VM; 39, 73 and 31 at -Os. The other rows are of -O2, with addresses of 48 and 52 bits.\n\
`cargo xtask bench --linux TREE` counts them in a tree of yours.";

/// By which contract a row of Linux was counted, as `rows.c` and `rows_announced.c` announce it,
/// and who has the same contract here.
const CONTRACTS: [(&str, &str); 2] =
    [("Linux", "handlers counted"), ("Linux, handlers announced", "handlers announced")];

/// What is shown: the name, what was done, and which figure of it.
const ROWS: [(&str, &str, Of); 7] = [
    ("pair", "pair", Of::Whole),
    ("two nested pairs", "two nested pairs", Of::Whole),
    ("pause and resume in a section", "pause and resume in a section", Of::Whole),
    ("a loop of one page in a section, flushed", "a loop of pages in a section", Of::Whole),
    ("a page more by set_pte", "a loop of pages in a section", Of::Page),
    ("a page more by a callback", "apply_to_page_range", Of::Page),
    ("a page more by set_ptes", "a run of pages in a section", Of::Page),
];

/// What is known of Linux, with the same rows of `ours`. A row that was not counted is `-`.
pub fn beside(ours: &Figures) -> String {
    let head =
        ["", "Linux", "here", "C, calling here", "here, announced"].map(str::to_owned).to_vec();
    let rows = ROWS.iter().map(|row| {
        let [(_, counted), (_, announced)] = CONTRACTS;
        [
            vec![row.0.to_owned(), known(row.0).to_owned()],
            [counted, EXPORTED, announced].map(|by| figure(ours, row, by)).to_vec(),
        ]
        .concat()
    });
    crate::document::table(&[vec![head], rows.collect()].concat())
}

fn figure(figures: &Figures, &(_, what, of): &(&str, &str, Of), by: &str) -> String {
    let figure = figures.get(Build::Release, what, by).and_then(|series| of.figure(series));
    figure.map_or("-".to_owned(), |figure| figure.to_string())
}

/// What was counted of a tree.
#[derive(Debug)]
pub struct Linux {
    /// As `7.2.13`.
    release: String,
    /// What the compiler says of itself.
    compiler: String,
    figures: Figures,
}

/// Builds the tree with the rows, and counts them in one run.
///
/// # Errors
///
/// If there is no tree, or another one, no compiler for it, or it does not build or run. Nothing is
/// written outside the target folder.
pub fn measure(qemu: &Qemu, tree: &Path) -> Result<Linux> {
    let tree = check(tree)?;
    let cross = cross_compiler()?;
    let plugin = plugin::build(qemu.version())?;
    let image = build(&tree, &cross)?;
    progress(&format!("counting Linux in QEMU {}", qemu.version()));
    let qemu_arguments = ["-no-reboot", "-append", "console=ttyAMA0 lazy_mmu_rows panic=-1"]
        .map(str::to_owned)
        .to_vec();
    let run =
        qemu.boot(&Program { name: "Linux".to_owned(), elf: image, qemu_arguments }, &plugin)?;
    let said = |name: &str| {
        let said = run.stdout.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        said.with_context(|| {
            format!("Linux booted and did not print `{name}…`; see tests/bench/linux/rows.c")
        })
    };
    said("rows: done")?;
    let (release, compiler) = (said("linux: ")?, said("compiler: ")?);
    let mut figures = Figures::default();
    figures.add(Build::Release, &run)?;
    Ok(Linux { release, compiler, figures })
}

impl Linux {
    /// A table of it, with the same rows of `ours`. A row that was not counted is `-`.
    pub fn text(&self, ours: &Figures) -> String {
        let head = ["", "Linux", "here", "C, calling here", "Linux, announced", "here, announced"]
            .map(str::to_owned)
            .to_vec();
        let rows = ROWS.iter().map(|row| {
            let [(linux, counted), (without, announced)] = CONTRACTS;
            let cells = [
                figure(&self.figures, row, linux),
                figure(ours, row, counted),
                figure(ours, row, EXPORTED),
                figure(&self.figures, row, without),
                figure(ours, row, announced),
            ];
            [vec![row.0.to_owned()], cells.to_vec()].concat()
        });
        format!(
            "Linux {}, by {}, {}\n\n{}\n\
             In the first three columns of figures the mode asks a word of the task whether a handler runs, as Linux does. In the last two it\n\
             does not: handlers announce themselves here, and Linux's functions are compiled with an `in_interrupt()` that is constantly 0.\n",
            self.release,
            self.compiler,
            "at -O2: SMP, PREEMPT, 4K pages, and else allnoconfig (tests/bench/linux/config)",
            crate::document::table(&[vec![head], rows.collect()].concat())
        )
    }
}

/// The tree's path, if it is one of the version that has the mode.
fn check(tree: &Path) -> Result<PathBuf> {
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

/// The prefix of the compiler's tools: that of `CROSS_COMPILE`, Debian's, or none on arm64.
fn cross_compiler() -> Result<String> {
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

/// Builds the tree with the rows in it, and answers with the image.
fn build(tree: &Path, cross: &str) -> Result<PathBuf> {
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
    // Those of a make or a cargo around this are not for it.
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

/// Makes `view` a folder that is the tree, with the rows in it: a link for each entry, but for the
/// list of folders, which is one longer.
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

    /// What is said of a tree with this Makefile and this header.
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

    #[test]
    fn what_is_known_has_the_rows_that_are_shown() {
        assert_eq!(KNOWN.map(|(name, _)| name), ROWS.map(|(name, ..)| name));
    }
}

//! QEMU: how it is found, and how it boots a program.

mod ending;

use std::ffi::OsString;
use std::io::{ErrorKind, Read};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, Result, anyhow, bail, ensure};
use wait_timeout::ChildExt;

use crate::cargo;
use crate::machine::Machine;
use crate::program::Program;
use crate::run::Run;
use crate::version::Version;
use ending::last_lines;

/// The oldest version that this was tried with.
const OLDEST: Version = Version::new(7, 2);
/// The time for a program, unless a test allows more. It is far more than a program needs: one that
/// runs longer hangs.
const TIME_LIMIT: Duration = Duration::from_secs(120);
/// The time for the answer to `--version`.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// A QEMU that is not too old, and the machine that it emulates.
#[derive(Debug)]
pub struct Qemu {
    machine: &'static Machine,
    binary: PathBuf,
    version: Version,
    time_limit: Duration,
}

impl Qemu {
    /// Returns the QEMU that the machine's environment variable names, or else the machine's own on
    /// the path; `None` if there is none on the path.
    ///
    /// # Errors
    ///
    /// If the variable names nothing that runs, or the QEMU found is too old.
    pub fn find(machine: &'static Machine) -> Result<Option<Self>> {
        match env::var_os(machine.variable).filter(|named| !named.is_empty()) {
            None => Self::at(machine, machine.qemu.into()),
            Some(named) => {
                let problem = || {
                    let variable = machine.variable;
                    format!(
                        "the environment variable {variable} names `{}`, which cannot be used; correct it or unset it",
                        named.display()
                    )
                };
                Ok(Some(
                    Self::at(machine, named.clone().into())
                        .with_context(problem)?
                        .with_context(problem)?,
                ))
            }
        }
    }

    fn at(machine: &'static Machine, binary: PathBuf) -> Result<Option<Self>> {
        let mut qemu = match Command::new(&binary)
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
        {
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            qemu => qemu.with_context(|| {
                format!("`{}` does not start; install QEMU anew", binary.display())
            })?,
        };
        let stdout = drain(qemu.stdout.take().expect("stdout is piped"));
        if qemu.wait_timeout(ANSWER_LIMIT)?.is_none() {
            qemu.kill()?;
            qemu.wait()?;
            bail!("`{} --version` does not answer; install QEMU anew", binary.display());
        }
        let text = stdout.join().expect("the thread only reads");
        let version = Version::parse(&text).with_context(|| {
            format!(
                "`{} --version` does not answer as QEMU does; install QEMU anew",
                binary.display()
            )
        })?;
        ensure!(
            version >= OLDEST,
            "QEMU {version} is too old; install {OLDEST} or newer, or name one with {}=PATH",
            machine.variable
        );
        Ok(Some(Self { machine, binary, version, time_limit: TIME_LIMIT }))
    }

    /// Makes it wait `times` as long for a program.
    #[must_use]
    pub fn patient(self, times: u32) -> Self {
        Self { time_limit: self.time_limit * times, ..self }
    }

    /// Returns its version.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Boots a program and waits until it ends.
    ///
    /// # Errors
    ///
    /// If QEMU does not load the plugin, the program runs for too long or ends with an exit code
    /// other than 0, or the regions that it announced are not the counted ones.
    pub fn boot(&self, program: &Program, plugin: &Path) -> Result<Run> {
        let counts = scratch()?;
        let mut qemu = self.command();
        // One thread for all virtual CPUs: the counts of a run are the same each time.
        qemu.args(["-accel", "tcg,thread=single"])
            .args(["-semihosting-config", "enable=on,target=native"])
            .arg("-plugin")
            .arg(plugin_option(plugin, &counts));
        let (stdout, stderr) = self.run(qemu, program)?;
        let counts = fs::read_to_string(&*counts)
            .context("the counting plugin wrote no file; make room in the target folder")?;
        Run::new(&stdout, &counts).map_err(|error| {
            anyhow!(
                "`{}` cannot be measured: {error:#}; see what it printed last{}",
                program.name,
                last_lines(&stdout, &stderr)
            )
        })
    }

    /// Boots a program with an accelerator, without counting, and waits until it ends. Returns the
    /// output of the serial port, if the machine's arguments connect that to stdout.
    ///
    /// # Errors
    ///
    /// If QEMU does not use that accelerator, or the program runs for too long. A program that is
    /// not emulated has no exit code: its output says how it ended.
    pub fn boot_uncounted(&self, program: &Program, accelerator: &str) -> Result<String> {
        let mut qemu = self.command();
        qemu.args(["-accel", accelerator]);
        Ok(self.run(qemu, program)?.0)
    }

    fn command(&self) -> Command {
        let mut qemu = Command::new(&self.binary);
        // A network card would need a boot ROM, which is a package of its own.
        qemu.args(self.machine.arguments).args(["-nic", "none"]);
        qemu
    }

    /// Runs a QEMU that boots this program. Returns its stdout and its stderr if it ends well.
    fn run(&self, mut qemu: Command, program: &Program) -> Result<(String, String)> {
        let mut qemu = qemu
            .args(&program.qemu_arguments)
            .arg("-kernel")
            .arg(&program.elf)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| {
                format!("`{}` does not start; install QEMU anew", self.binary.display())
            })?;

        let stdout = drain(qemu.stdout.take().expect("stdout is piped"));
        let stderr = drain(qemu.stderr.take().expect("stderr is piped"));
        let status = qemu.wait_timeout(self.time_limit)?;
        if status.is_none() {
            qemu.kill()?;
            qemu.wait()?;
        }
        let stdout = stdout.join().expect("the thread only reads");
        let stderr = stderr.join().expect("the thread only reads");

        self.check(program, status, &stdout, &stderr)?;
        Ok((stdout, stderr))
    }
}

/// Returns the path of a file for the counts. The file is removed when the answer drops.
fn scratch() -> Result<impl Deref<Target = PathBuf>> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let folder = cargo::target_dir().join("lazy-mmu");
    fs::create_dir_all(&folder)
        .with_context(|| format!("{} cannot be made; see to its permissions", folder.display()))?;
    let file = folder.join(format!("counts-{}-{}", process::id(), NUMBER.fetch_add(1, Relaxed)));
    // If nothing was written, there is no file to remove.
    Ok(scopeguard::guard(file, |file| drop(fs::remove_file(file))))
}

/// Returns `FILE,out=FILE`, as QEMU writes options: a comma in a value is doubled.
fn plugin_option(plugin: &Path, counts: &Path) -> OsString {
    let escaped = |path: &Path| path.display().to_string().replace(',', ",,");
    format!("{},out={}", escaped(plugin), escaped(counts)).into()
}

/// Reads in a thread of its own, so that a guest that prints much is never held up.
fn drain(mut from: impl Read + Send + 'static) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // After an error there is nothing more to show.
        let _ = from.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::machine::ARM64;
    use std::os::unix::fs::PermissionsExt;
    use tempfile::TempDir;

    /// A shell script in the place of QEMU. The folder lives as long as the first.
    fn impostor(script: &str) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("qemu");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        (folder, path)
    }

    fn boot(version: Version, script: &str) -> String {
        let (_folder, binary) = impostor(script);
        let qemu =
            Qemu { machine: &ARM64, binary, version, time_limit: Duration::from_millis(500) };
        let program =
            Program { name: "claim".into(), elf: "claim".into(), qemu_arguments: Vec::new() };
        qemu.boot(&program, Path::new("plugin.so")).unwrap_err().to_string()
    }

    #[test]
    fn a_missing_qemu_is_none() {
        assert!(Qemu::at(&ARM64, "no-such-qemu".into()).unwrap().is_none());
    }

    #[test]
    fn a_qemu_that_is_too_old_is_refused() {
        let (_folder, path) =
            impostor("echo 'QEMU emulator version 6.2.0 (Debian 1:6.2+dfsg-2ubuntu6)'");
        let error = Qemu::at(&ARM64, path).unwrap_err().to_string();
        assert!(error.starts_with("QEMU 6.2 is too old; install 7.2 or newer"), "{error}");
    }

    #[test]
    fn a_guest_that_hangs_is_stopped_and_its_last_lines_are_shown() {
        let error = boot(OLDEST, "echo waiting for an interrupt; exec sleep 60");
        assert!(error.starts_with("`claim` did not end within"), "{error}");
        assert!(error.ends_with("\n    waiting for an interrupt"), "{error}");
    }

    #[test]
    fn a_guest_that_prints_much_is_not_held_up() {
        let error = boot(OLDEST, "head -c 1000000 /dev/zero | tr '\\0' '\\n'; echo done; exit 3");
        assert!(error.starts_with("`claim` failed with exit code 3"), "{error}");
        assert!(error.ends_with("\n    done"), "{error}");
    }

    #[test]
    fn a_qemu_without_plugins_is_told_from_a_guest_that_fails() {
        let error = boot(OLDEST, "echo 'qemu-system-aarch64: -plugin: invalid option' >&2; exit 1");
        assert!(error.starts_with("QEMU 7.2 was built without plugins"), "{error}");
    }

    #[test]
    fn a_qemu_that_is_too_new_for_the_plugin_says_so() {
        let script = "echo 'Could not load plugin x.so: plugin requires API version 3, but this QEMU supports only 9' >&2; exit 1";
        let error = boot(Version::new(99, 0), script);
        assert!(error.starts_with("QEMU 99.0 is too new for the counting plugin"), "{error}");
        let error = boot(Version::new(8, 2), script);
        assert!(error.starts_with("QEMU 8.2 does not load the counting plugin"), "{error}");
    }

    #[test]
    fn commas_in_paths_do_not_split_the_plugin_option() {
        assert_eq!(plugin_option(Path::new("/a,b/p.so"), Path::new("/t/c")), "/a,,b/p.so,out=/t/c");
    }
}

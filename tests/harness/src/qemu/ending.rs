//! How a run in QEMU ended: well, or with an error that says why and what to do.

use std::process::ExitStatus;

use anyhow::{Result, bail};

use super::{OLDEST, Qemu};
use crate::program::Program;

/// The newest major version that this was tried with.
const NEWEST_TRIED: u32 = 10;
/// The number of last lines that an error shows.
const LAST_LINES: usize = 12;

impl Qemu {
    /// Fails unless QEMU worked and the guest ended well. The status is `None` if the guest had to
    /// be stopped.
    pub(super) fn check(
        &self,
        program: &Program,
        status: Option<ExitStatus>,
        stdout: &str,
        stderr: &str,
    ) -> Result<()> {
        let name = &program.name;
        let last = last_lines(stdout, stderr);
        let Some(status) = status else {
            bail!(
                "`{name}` did not end within {} s and was stopped; find out where it hangs{last}",
                self.time_limit.as_secs()
            );
        };
        if status.success() {
            return Ok(());
        }
        let (version, variable) = (self.version, self.machine.variable);
        if stderr.contains("-plugin: invalid option") {
            bail!(
                "QEMU {version} was built without plugins; install one that has them, and name it with {variable}=PATH{last}"
            );
        }
        if stderr.contains("Could not load plugin") && version.major > NEWEST_TRIED {
            bail!(
                "QEMU {version} is too new for the counting plugin; name one from {OLDEST} to {NEWEST_TRIED} with {variable}=PATH{last}"
            );
        }
        if stderr.contains("Could not load plugin") {
            bail!(
                "QEMU {version} does not load the counting plugin; run `cargo clean` and try again{last}"
            );
        }
        match status.code() {
            Some(code) => {
                bail!("`{name}` failed with exit code {code}; see what it printed last{last}")
            }
            None => bail!(
                "QEMU crashed while it ran `{name}` ({status}); try another version of QEMU{last}"
            ),
        }
    }
}

/// Returns the last lines of the guest and all of QEMU's, indented, to follow a sentence.
pub(super) fn last_lines(stdout: &str, stderr: &str) -> String {
    let guest: Vec<&str> = stdout.lines().collect();
    let guest = &guest[guest.len().saturating_sub(LAST_LINES)..];
    guest.iter().copied().chain(stderr.lines()).map(|line| format!("\n    {line}")).collect()
}

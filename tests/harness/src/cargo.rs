//! Cargo, as a command that says which files it built.

use std::env;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use cargo_metadata::{Artifact, Message};

/// The root of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the package lies two folders below the workspace")
}

/// Where cargo puts what it builds for this workspace.
pub fn target_dir() -> PathBuf {
    workspace().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The cargo that runs us, or else the one on the path, in the workspace's root.
pub fn command() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace());
    command
}

/// Runs `cargo build --release` with more arguments; cargo's own messages go to stderr. Returns what was built.
///
/// # Errors
///
/// If cargo does not start, or `what` does not build.
pub fn build(what: &str, arguments: &[&str]) -> Result<Vec<Artifact>> {
    build_in(workspace(), what, arguments)
}

/// The same in another folder, whose configuration of cargo applies.
///
/// # Errors
///
/// As [`build`].
pub fn build_in(folder: &Path, what: &str, arguments: &[&str]) -> Result<Vec<Artifact>> {
    run(folder, "release", what, arguments)
}

/// The same by another profile.
///
/// # Errors
///
/// As [`build`].
pub fn build_by(profile: &str, what: &str, arguments: &[&str]) -> Result<Vec<Artifact>> {
    run(workspace(), profile, what, arguments)
}

fn run(folder: &Path, profile: &str, what: &str, arguments: &[&str]) -> Result<Vec<Artifact>> {
    let mut cargo = command()
        .current_dir(folder)
        .args(["build", "--profile", profile, "--message-format=json-render-diagnostics"])
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo does not start; install Rust with rustup")?;
    let messages = BufReader::new(cargo.stdout.take().expect("stdout is piped"));
    let artifacts = Message::parse_stream(messages)
        .filter_map(|message| match message {
            Ok(Message::CompilerArtifact(artifact)) => Some(Ok(artifact)),
            Ok(_) => None,
            Err(e) => Some(Err(e)),
        })
        .collect::<Result<_, _>>()?;
    if !cargo.wait()?.success() {
        bail!("{what} did not build; cargo says above why, and if it could not download a crate, connect to the network and try again");
    }
    Ok(artifacts)
}

//! Cargo as a command, and the folders that it builds into.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

/// Returns the root of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("the package lies two folders below the workspace")
}

/// Returns the folder that cargo builds this workspace into.
pub fn target_dir() -> PathBuf {
    workspace().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// Returns the cargo that runs us, or else the one on the path. It runs in the workspace's root.
pub fn command() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace());
    command
}

/// One `cargo build`. It names the folder that cargo builds into, so it knows where a file is.
#[derive(Debug)]
pub struct Build<'a> {
    /// Its name for a person, such as "the kernel".
    what: &'a str,
    folder: PathBuf,
    target_dir: PathBuf,
    target: Option<&'a str>,
    profile: &'a str,
    environment: Option<(&'a str, &'a str)>,
}

impl<'a> Build<'a> {
    /// Creates a build in release, for this host.
    pub fn new(what: &'a str) -> Self {
        Self {
            what,
            folder: workspace().to_owned(),
            target_dir: target_dir(),
            target: None,
            profile: "release",
            environment: None,
        }
    }

    /// Runs the build in another folder, whose configuration of cargo applies.
    #[must_use]
    pub fn in_folder(self, folder: &Path) -> Self {
        Self { folder: folder.to_owned(), ..self }
    }

    /// Builds into this folder, in the place of the workspace's.
    #[must_use]
    pub fn into(self, target_dir: PathBuf) -> Self {
        Self { target_dir, ..self }
    }

    /// Builds for another target.
    #[must_use]
    pub fn target(self, target: &'a str) -> Self {
        Self { target: Some(target), ..self }
    }

    /// Builds with another profile.
    #[must_use]
    pub fn profile(self, profile: &'a str) -> Self {
        Self { profile, ..self }
    }

    /// Sets this variable in the environment. The program reads it when it is compiled.
    #[must_use]
    pub fn environment(self, name: &'a str, value: &'a str) -> Self {
        Self { environment: Some((name, value)), ..self }
    }

    /// Builds the packages that `arguments` select. Cargo's own messages go to stderr.
    ///
    /// # Errors
    ///
    /// If cargo does not start, or the build fails.
    pub fn run(&self, arguments: &[&str]) -> Result<Built> {
        let mut cargo = command();
        cargo
            .current_dir(&self.folder)
            .args(["build", "--profile", self.profile, "--target-dir"])
            .arg(&self.target_dir);
        if let Some(target) = self.target {
            cargo.args(["--target", target]);
        }
        cargo.envs(self.environment);
        let status = cargo
            .args(arguments)
            .stdin(Stdio::null())
            .status()
            .context("cargo does not start; install Rust with rustup")?;
        let what = self.what;
        if !status.success() {
            bail!(
                "{what} did not build; cargo says above why, and if it could not download a crate, connect to the network and try again"
            );
        }
        let folder = self.target_dir.join(self.target.unwrap_or_default()).join(self.profile);
        Ok(Built { what: what.to_owned(), folder })
    }
}

/// The folder that a build went into.
#[derive(Debug)]
pub struct Built {
    what: String,
    folder: PathBuf,
}

impl Built {
    /// Returns the path of a file in it.
    ///
    /// # Errors
    ///
    /// If it is not there.
    pub fn file(&self, name: &str) -> Result<PathBuf> {
        let (file, what) = (self.folder.join(name), &self.what);
        ensure!(
            file.is_file(),
            "cargo built {what}, but not into {}; see that no configuration of cargo sets `build.target`, and that it has such a program",
            file.display()
        );
        Ok(file)
    }
}

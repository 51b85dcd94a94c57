//! Cargo, as a command, and where it puts what it builds.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

/// The root of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("the package lies two folders below the workspace")
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

/// One `cargo build`: of what, where, and for whom. It says by itself where cargo shall put what it
/// builds, so that nobody has to ask.
#[derive(Debug)]
pub struct Build<'a> {
    /// For a person, as "the kernel".
    what: &'a str,
    folder: PathBuf,
    target_dir: PathBuf,
    target: Option<&'a str>,
    profile: &'a str,
    environment: Option<(&'a str, &'a str)>,
}

impl<'a> Build<'a> {
    /// In release, for this host.
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

    /// The same in another folder, whose configuration of cargo applies.
    #[must_use]
    pub fn in_folder(self, folder: &Path) -> Self {
        Self { folder: folder.to_owned(), ..self }
    }

    /// The same, put into this folder in the place of the workspace's.
    #[must_use]
    pub fn into(self, target_dir: PathBuf) -> Self {
        Self { target_dir, ..self }
    }

    /// The same for another target.
    #[must_use]
    pub fn target(self, target: &'a str) -> Self {
        Self { target: Some(target), ..self }
    }

    /// The same by another profile.
    #[must_use]
    pub fn profile(self, profile: &'a str) -> Self {
        Self { profile, ..self }
    }

    /// The same with this variable in the environment, which the program reads when it is compiled.
    #[must_use]
    pub fn environment(self, name: &'a str, value: &'a str) -> Self {
        Self { environment: Some((name, value)), ..self }
    }

    /// Builds what `arguments` select; cargo's own messages go to stderr.
    ///
    /// # Errors
    ///
    /// If cargo does not start, or it does not build.
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

/// The folder that a build was put into.
#[derive(Debug)]
pub struct Built {
    what: String,
    folder: PathBuf,
}

impl Built {
    /// One of the files in it.
    ///
    /// # Errors
    ///
    /// If it is not there.
    pub fn file(&self, name: &str) -> Result<PathBuf> {
        let (file, what) = (self.folder.join(name), &self.what);
        ensure!(
            file.is_file(),
            "cargo built {what}, and not into {}; see that no configuration of cargo sets `build.target`, and that it has such a program",
            file.display()
        );
        Ok(file)
    }
}

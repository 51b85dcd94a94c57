//! `chart COUNTED SVG`: draws what `cargo xtask demo` has counted.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use anyhow::{Context, Result, bail};
use harness::run::Measured;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let [counted, chart] = &arguments[..] else {
        bail!("name the file of what was counted, and that of the chart")
    };
    let text = fs::read_to_string(counted)
        .with_context(|| format!("{} cannot be read", counted.display()))?;
    let (how, regions) = text.split_once('\n').context("the first line says how it was counted")?;
    let measured: Vec<Measured> = regions.lines().map(str::parse).collect::<Result<_>>()?;
    chart::demo::draw(how, &measured, Path::new(chart))
}

//! Unpacks the corpus of a target into a folder, or packs a folder into it; `cargo xtask fuzz` does
//! both.

use std::env;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};
use fuzz::corpus::{pack, path, unpack};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(done) => {
            println!("{done}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Does it, and returns a line that says what was done.
fn run(arguments: &[&str]) -> Result<String> {
    Ok(match *arguments {
        ["unpack", target, folder] => {
            format!("{} inputs unpacked into {folder}", unpack(target, Path::new(folder))?)
        }
        ["pack", target, folder] => format!(
            "{} inputs packed into {}",
            pack(target, Path::new(folder))?,
            path(target).display()
        ),
        _ => {
            bail!("`corpus` takes three arguments: `unpack TARGET FOLDER`, or `pack TARGET FOLDER`")
        }
    })
}

//! Boots each kernel of `examples` in QEMU, and compares what `cargo xtask run` shows of it with
//! the README in its folder.
//!
//! `BLESS=1` writes that part of the README; type `cargo xtask bless`.

use anyhow::{Context, Result, ensure};
use harness::machine::ARM64;
use harness::qemu::Qemu;
use harness::{generated, plugin, program, setup};

#[test]
fn the_readme_of_each_example_kernel_has_what_it_prints() {
    check().unwrap_or_else(|error| panic!("{error:#}"));
}

fn check() -> Result<()> {
    let names = program::examples()?;
    ensure!(!names.is_empty(), "no folder of examples/ has a src/main.rs");
    let qemu = Qemu::find(&ARM64)?
        .context("QEMU is not installed; `cargo xtask test` installs it or says how to")?;
    setup::rust_target(ARM64.target)?;
    let plugin = plugin::build(qemu.version())?;
    for name in names {
        let run = qemu.boot(&program::build_example(&ARM64, &name)?, &plugin)?;
        let shown = format!("```text\n{}```\n", xtask::run::text(&run));
        generated::check_part(&format!("examples/{name}/README.md"), "printed", &shown)?;
    }
    Ok(())
}

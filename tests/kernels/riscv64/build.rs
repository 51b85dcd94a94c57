//! Links the programs with the boot crate's script, at the place where the firmware of QEMU's virt
//! machine enters a kernel.

fn main() {
    println!("cargo::rustc-link-arg-bins=-T{}/memory.x", env!("CARGO_MANIFEST_DIR"));
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
    println!("cargo::rerun-if-changed=memory.x");
}

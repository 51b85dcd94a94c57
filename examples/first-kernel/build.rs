//! Links the kernel with the boot crate's script, at the place where QEMU's virt machine has its
//! RAM.

fn main() {
    println!("cargo::rustc-link-arg-bins=-Timage.ld");
    println!("cargo::rustc-link-arg-bins=-T{}/virt.ld", env!("CARGO_MANIFEST_DIR"));
    println!("cargo::rerun-if-changed=virt.ld");
}

//! Links as the kernel's programs are linked.

fn main() {
    println!("cargo::rustc-link-arg-bins=-Timage.ld");
    println!(
        "cargo::rustc-link-arg-bins=-T{}/../../kernels/arm64/virt.ld",
        env!("CARGO_MANIFEST_DIR")
    );
    println!("cargo::rerun-if-changed=../../kernels/arm64/virt.ld");
}

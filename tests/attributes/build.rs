//! Links the bare-metal program like the programs of the kernel, and with the script of `defmt`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "none") {
        println!("cargo::rustc-link-arg-tests=-Timage.ld");
        println!(
            "cargo::rustc-link-arg-tests=-T{}/../kernels/arm64/virt.ld",
            env!("CARGO_MANIFEST_DIR")
        );
        println!("cargo::rustc-link-arg-tests=-Tdefmt.x");
    }
}

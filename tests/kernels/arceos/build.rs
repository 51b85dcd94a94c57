//! Links with the script that ArceOS's `axhal` writes.

use std::env;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var_os("OUT_DIR").expect("cargo sets it");
    // TARGET/PROFILE, of TARGET/PROFILE/build/NAME/out.
    let profile = Path::new(&out).ancestors().nth(3).expect("cargo's folders");
    println!("cargo::rustc-link-arg-bins=-T{}/linker_aarch64-qemu-virt.lds", profile.display());
    println!("cargo::rustc-link-arg-bins=-no-pie");
    println!("cargo::rustc-link-arg-bins=-znostart-stop-gc");
}

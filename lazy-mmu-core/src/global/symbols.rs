// SPDX-License-Identifier: MIT OR Apache-2.0
//! The names that the linker sees: one for each operation of a mode, and one for the registration
//! itself.
//!
//! A linker prints such a name where nobody defines it, or two crates do, so it reads as what to do
//! then. It has letters, digits and `_` alone: linkers take names with spaces apart where they read
//! them from a list, as for shared objects, and so do `objcopy` and export lists.

/// Names the symbol of an operation: an identifier for the linker, a sentence for the person who
/// reads its error.
///
/// The number is the version of this package by Cargo's rule of compatibility. A crate that uses
/// another one asks for symbols of another name, and does not get what it cannot call. It is a
/// literal, as the name is made in the kernel's crate, too, where the package is another.
#[doc(hidden)]
#[macro_export]
macro_rules! __symbol {
    ($operation:expr) => {
        ::core::concat!("lazy_mmu_0_1__write_set_platform_MyKernel_once_in_each_kernel_and_test_or_use_its_crate__", $operation)
    };
}

/// The literal above is the package's version. Without Cargo, as in Kbuild, a package has none.
const _: () = {
    /// Takes `start` away from the start of `name`.
    const fn without<'a>(start: &str, name: &'a [u8]) -> &'a [u8] {
        let (mut start, mut name) = (start.as_bytes(), name);
        while let [expected, others @ ..] = start {
            name = match name {
                [byte, rest @ ..] if *byte == *expected => rest,
                _ => panic!(
                    "the link-time names carry another version than the package; write its compatible version in `__symbol!`"
                ),
            };
            start = others;
        }
        name
    }
    if let (Some(major), Some(minor)) =
        (option_env!("CARGO_PKG_VERSION_MAJOR"), option_env!("CARGO_PKG_VERSION_MINOR"))
    {
        let mut name = without(major, without("lazy_mmu_", crate::__symbol!("").as_bytes()));
        // Before 1.0 the minor number tells incompatible versions apart.
        if let b"0" = major.as_bytes() {
            name = without(minor, without("_", name));
        }
        without("__", name);
    }
};

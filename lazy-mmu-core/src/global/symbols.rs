// SPDX-License-Identifier: MIT OR Apache-2.0
//! The names that the linker sees: one for each operation of a mode, and one for the registration.
//!
//! A linker prints such a name if nobody defines it, or two crates do. So the name says what to do
//! then. It consists of letters, digits and `_`, because linkers (for shared objects), `objcopy`
//! and export lists read names from lists, and split a name with spaces.

/// Names the symbol of an operation: an identifier for the linker, and a sentence for the person
/// who reads its error.
///
/// The number is the version of this package by Cargo's rule of compatibility. A crate that uses an
/// incompatible version asks for symbols of another name, and never calls a wrong one. The number
/// is a literal, because the macro also expands in the kernel's crate, where `CARGO_PKG_VERSION`
/// is the kernel's.
#[doc(hidden)]
#[macro_export]
macro_rules! __symbol {
    ($operation:expr) => {
        ::core::concat!("lazy_mmu_0_1__write_set_platform_MyKernel_once_in_each_kernel_and_test_or_use_its_crate__", $operation)
    };
}

/// Asserts that the literal above is the package's version. Without Cargo, as in Kbuild, a package
/// has no version.
const _: () = {
    /// Returns `name` without its `start`.
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

//! What tests that start the compiler share: a package as assembly.

pub mod assembly;

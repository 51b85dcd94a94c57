//! The riscv64 backend on a host, where it records: what is stored and fenced, what that means to
//! harts that cache, and the suite.
#![cfg(not(target_arch = "riscv64"))]

mod conformance;
mod harts;
mod kernel;
mod model;
mod needed;
mod stores;

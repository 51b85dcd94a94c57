//! The riscv64 backend on a host, where it records: its stores and fences, their effect on harts
//! that cache, and the suite.
#![cfg(not(target_arch = "riscv64"))]

mod conformance;
mod harts;
mod kernel;
mod model;
mod needed;
mod stores;

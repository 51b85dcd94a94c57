//! Page tables and mapping functions as a kernel author would write them, on arm64's four levels of
//! 4 KiB tables.
//!
//! The QEMU kernel runs them on a real MMU, hosts run them against recorded barriers. A physical
//! address is the address of the memory in the pool: the kernel maps that one to one, and a host
//! has no MMU.
#![no_std]

mod address;
pub mod demo;
mod frames;
mod map;
mod pagealloc;
pub mod shapes;
mod space;

pub use address::{Attributes, Frame, PAGE_SIZE, Pages};
pub use frames::{Frames, OutOfFrames, Page};
pub use map::{NotMapped, apply_to_page_range, populate_pages, protect_pages, unmap_pages};
pub use map::{map_pages, map_pages_deferring, map_tables, map_tables_deferring};
pub use space::AddressSpace;

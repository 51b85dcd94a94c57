#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

mod free;
mod hardware;
mod hooks;
mod queue;

pub use free::free_page;
pub use hardware::{Batch, Hardware};
pub use hooks::{Batching, BatchingPlatform, queue_invalidation};
pub use queue::{CAPACITY, Queue};

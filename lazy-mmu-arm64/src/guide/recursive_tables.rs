//! Page tables that are reached through themselves: an entry of the root leads to the root, and tables show up in that window.
//!
//! Whoever links a table there uses the new translation at once, to fill the table. So that link cannot stay owed:
//!
//! ```
//! use core::sync::atomic::AtomicU64;
//! use lazy_mmu_arm64::{Arm64Mode, Level, emit_pte_barriers, set_pte, set_table};
//! use lazy_mmu_core::lazy_mmu;
//!
//! #[lazy_mmu(platform = M)]
//! pub fn map_first<M: Arm64Mode>(link: &AtomicU64, window: &[AtomicU64; 512], zeroed: u64, leaf: u64) {
//!     set_table::<M>(Level::Two, link, zeroed | 0b11);
//!     emit_pte_barriers(); // the window shows the table from here on
//!     set_pte::<M>(&window[0], leaf); // owed, as everywhere
//! }
//! # map_first::<lazy_mmu_core::NoLazyMmu>(&AtomicU64::new(0), &[const { AtomicU64::new(0) }; 512], 0, 3);
//! ```
//!
//! With a [`sink`](crate::sink) that is said once, by
//! [`REACHED_THROUGH_THEMSELVES`](crate::sink::PageTables::REACHED_THROUGH_THEMSELVES). The window itself is a mapping: a table that is taken
//! away is invalidated there too.

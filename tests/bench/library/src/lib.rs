//! The measured functions. Each is called alone, so its cost includes its call and return.
//!
//! They are generic over the mode, and this library knows no kernel: [`GLOBAL`] is compiled here,
//! for any kernel that it is linked with.
#![no_std]

mod calls;
mod count;
mod maps;
mod sections;
mod tables;

use core::sync::atomic::AtomicU64;

use lazy_mmu_arm64::Arm64Mode;
use lazy_mmu_core::Global;
use paging::Page;

pub use calls::{CALLS_BY_GLOBAL, Calls, Fill, Store, Table, fill_by_hand};
pub use count::count;
pub use maps::by_hand;
pub use tables::tables;

/// A section in which nothing is stored.
pub type Call = extern "C" fn();

/// Maps pages from `start` on: descriptors from `first` on go to the leaves in the tables below
/// `root`.
///
/// # Safety
///
/// That of [`tables`].
pub type Map = unsafe extern "C" fn(root: &Page, start: u64, count: usize, first: u64);

/// The callback for an entry: it gets the address, and a word of the caller's.
pub type Callback = extern "C" fn(entry: &AtomicU64, address: u64, data: u64);

/// Calls `callback` with each leaf.
///
/// # Safety
///
/// That of [`tables`].
pub type Apply =
    unsafe extern "C" fn(root: &Page, start: u64, count: usize, callback: Callback, data: u64);

/// Sections inside one another, `depth` of them, with a store at the beginning and the end of each.
pub type Nest = extern "C" fn(depth: usize, entry: &AtomicU64, descriptor: u64);

/// The functions of one mode, or of its substitute.
#[derive(Debug)]
pub struct Functions {
    /// A section.
    pub pair: Call,
    /// A section in a section.
    pub nested_pairs: Call,
    /// A pause.
    pub pause: Call,
    /// A section, and a store for each leaf.
    pub set_pte: Map,
    /// A section, and a run of stores for each table.
    pub set_ptes: Map,
    /// A section, and in it a section for each table, which flushes at its end and has a store for
    /// each leaf.
    pub nested: Map,
    /// The same with deferring sections inside, if the mode has them.
    pub nested_deferring: Option<Map>,
    /// A section, and a call for each leaf.
    pub apply: Apply,
    /// The callback of that call: stores `address` + `data`.
    pub callback: Callback,
    /// Sections that flush at their ends.
    pub nest: Nest,
    /// Sections that defer to the outermost one, if the mode has them.
    pub nest_deferring: Option<Nest>,
    /// Sections alone, without a store.
    pub nest_empty: extern "C" fn(depth: usize),
}

impl Functions {
    /// Returns the functions of the mode `M`, compiled where this is used.
    pub const fn of<M: Arm64Mode>() -> Self {
        Self {
            pair: sections::pair::<M>,
            nested_pairs: sections::nested_pairs::<M>,
            pause: sections::pause::<M>,
            set_pte: maps::by_set_pte::<M>,
            set_ptes: maps::by_set_ptes::<M>,
            nested: maps::nested::<M>,
            nested_deferring: Some(maps::nested_deferring::<M>),
            apply: maps::apply_to_page_range::<M>,
            callback: maps::set_one::<M>,
            nest: sections::flushing::<M>,
            nest_deferring: Some(sections::deferring::<M>),
            nest_empty: sections::empty::<M>,
        }
    }
}

/// The functions of `Global`.
pub static GLOBAL: Functions = Functions::of::<Global>();

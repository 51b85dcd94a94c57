//! A kernel with page tables of its own: its kinds of tables, and what its code tells the sink.

use lazy_mmu_arm64::sink::{Change, Flusher, PageTables, Sink};
use lazy_mmu_arm64::{Arm64Mode, El1, El2};
use model_kernel::kernel::Recorded;
use model_mmu::trace::Trace;
use paging::{PAGE_SIZE, Pages, apply_to_page_range};

use crate::{LEAF, START};

pub enum Plain {}

impl PageTables for Plain {
    type Regime = El1;
    const REACHED_THROUGH_THEMSELVES: bool = false;
}

pub enum Recursive {}

impl PageTables for Recursive {
    type Regime = El1;
    const REACHED_THROUGH_THEMSELVES: bool = true;
}

pub enum Hypervisors {}

impl PageTables for Hypervisors {
    type Regime = El2;
    const REACHED_THROUGH_THEMSELVES: bool = false;
}

pub const fn page(index: u64) -> u64 {
    START + index * PAGE_SIZE
}

pub fn fresh() -> Change {
    // SAFETY: nothing is stored here.
    unsafe { Change::invalid_to_valid() }
}

pub fn installed() -> Change {
    // SAFETY: nothing is stored here.
    unsafe { Change::table_installed() }
}

pub fn live(address: u64) -> Change {
    Change::LiveChange { address, count: 1, size: PAGE_SIZE }
}

pub fn consume<M: Arm64Mode, T: PageTables>(change: Change) {
    Sink::<M, T>::new().consume(change);
}

/// Stores a leaf as the kernel's table code does, and tells the flusher of the change.
pub fn set_leaf(trace: &Trace, address: u64, descriptor: u64, flusher: &mut impl Flusher) {
    let entry = trace.entry(address, 3).expect("the tables are there");
    if let Some(change) = Change::store_leaf(entry, descriptor, address, PAGE_SIZE) {
        flusher.consume(change);
    }
}

pub fn new_leaf(trace: &Trace) -> u64 {
    trace.space.frames().take().expect("enough frames").address() | LEAF
}

pub fn with_tables() -> Trace {
    let trace = Trace::new(32, &[page(0), page(1), page(512)]);
    apply_to_page_range::<Recorded>(&trace.space, Pages::new(START, 2), &mut |_, _| ()).unwrap();
    trace.prepared();
    trace
}

/// Asserts that the program is right, and wrong without any one of its barriers and invalidations.
#[track_caller]
pub fn assert_right_and_no_less(trace: &Trace) {
    trace.check().unwrap_or_else(|failure| panic!("{failure}"));
    let (not_missed, barriers) = trace.not_missed();
    assert!(barriers > 0, "nothing could be left out");
    assert_eq!(not_missed, [] as [usize; 0], "of {:?}", trace.steps());
}

#[track_caller]
pub fn assert_wrong(trace: &Trace, address: u64, also: &str) {
    let failure = trace.check().expect_err("the fault is not seen").to_string();
    assert!(failure.contains(&format!("uses {address:#x}")) && failure.contains(also), "{failure}");
}

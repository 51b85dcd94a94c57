//! Every shape of kernel code around page tables: its hooks and its barriers.

// Minutes in Miri: `cargo xtask test --full` has it.
#![cfg(any(not(miri), lazy_mmu_full))]

mod callees;
mod contexts;
mod exits;
mod locks;

use lazy_mmu_arm64::record::{self, Instruction};
use lazy_mmu_core::Counts;
use model_kernel::kernel::{Kernel, Recorded, counts, no_erratum, settled};
use paging::shapes::{Area, Lock};
use paging::{AddressSpace, Attributes, Frame, Frames, PAGE_SIZE, Page, map_pages};

/// A multiple of what a table of level 3 maps.
const START: u64 = 0xffff_8000_0000_0000;
const PAGES: usize = 8;

const ENTER: &str = "enable    -> enter   E=1 P=0";
const LEAVE: &str = "disable   -> leave   E=0 P=0";
const NESTED: &str = "  enable  -> -       E=2 P=0";
const FLUSH: &str = "  disable -> flush   E=1 P=0";
const PAUSE: &str = "  pause   -> leave   E=1 P=1";
const RESUME: &str = "  resume  -> enter   E=1 P=0";

/// Hands a shape an area of eight pages whose tables are there, with nothing on record.
fn with_area<R>(f: impl FnOnce(&Area<'_>) -> R) -> R {
    no_erratum();
    let pool: Vec<Page> = (0..64).map(|_| Page::zeroed()).collect();
    let space = AddressSpace::new(Frames::new(Vec::leak(pool))).expect("a frame for the root");
    let frames: Vec<Frame> =
        (0..PAGES).map(|_| space.frames().take().expect("enough frames")).collect();
    let area = Area { space: &space, start: START, frames: &frames, lock: &Lock::new(()) };
    area.install_tables::<Recorded>().expect("enough frames");
    forget();
    f(&area)
}

#[track_caller]
fn assert_mapped(area: &Area<'_>, pages: usize) {
    for (mapped, address) in area.pages().each().enumerate() {
        assert_eq!(
            area.space.translate(address),
            (mapped < pages).then(|| area.frames[mapped]),
            "page {mapped}"
        );
    }
}

/// Returns how many barrier pairs came since the last call. Nothing else may have come.
#[track_caller]
fn pairs() -> usize {
    let barriers = barriers();
    for pair in barriers.chunks(2) {
        assert_eq!(pair, [Instruction::DsbIshst, Instruction::Isb]);
    }
    barriers.len() / 2
}

fn barriers() -> Vec<Instruction> {
    use Instruction::{DsbIsh, DsbIshst, Isb, Tlbi};
    record::take()
        .into_iter()
        .filter(|instruction| matches!(instruction, DsbIshst | DsbIsh | Isb | Tlbi(..)))
        .collect()
}

/// Asserts the hooks that a shape reached and the pairs that it emitted, since `with_area`; and
/// that it left no section open and nothing deferred.
#[track_caller]
fn assert_shape(trace: &[&str], emitted: usize) {
    assert_eq!(Kernel::take_events(), trace);
    assert_eq!(pairs(), emitted);
    assert_eq!(counts(), Counts::default());
    assert!(settled());
    assert_eq!(Kernel::take_reports(), []);
    assert_eq!(Kernel::pins(), 0);
}

/// Maps the fourth page, which stops a shape that expects none.
fn occupy(area: &Area<'_>) {
    map_pages::<Recorded>(
        area.space,
        START + 3 * PAGE_SIZE,
        &area.frames[3..4],
        Attributes::READ_WRITE,
    )
    .unwrap();
    forget();
}

/// Clears the record.
fn forget() {
    Kernel::take_events();
    record::take();
}

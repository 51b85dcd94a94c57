//! The unikernel after its port, by `lazy_mmu_arm64::guide`.

use core::sync::atomic::Ordering::Relaxed;

use lazy_mmu_arm64::tlb::{self, Features};
use lazy_mmu_arm64::{
    Arm64, El1, Level, before_root_is_loaded, change_pte, set_pte, set_table, settle_fault,
};
use lazy_mmu_core::{Platform, Slot, Unwalked, Violation, flush};
use semihosting::println;

use super::{Paging, TABLE, task, window};
use crate::ported::Port;
use crate::ported::frames::{self, OutOfFrames, Page};
use crate::ported::pages::{ADDRESS, Pages, VALID};

/// The unikernel after its port.
#[derive(Debug)]
pub struct Unikernel;

impl Platform for Unikernel {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        false // it polls its devices: there are no handlers
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        f(&task::current().lazy_mmu)
    }

    fn report(violation: Violation) {
        println!("{violation}");
    }
}

impl Paging for Unikernel {
    const PORT: Port = Port::After;
    type Mode = Self;

    fn start() {
        tlb::set_features(Features::of_this_cpu());
    }

    fn prepare_root(root: &'static Page, link: u64) {
        set_table::<Unwalked>(Level::Zero, &root.0[window::ENTRY], link);
        before_root_is_loaded();
    }

    // No section of its own: each link is flushed, so at most one store is deferred when this
    // returns, and `set_pte` sees to that.
    fn map(page: u64, frame: u64, attributes: u64) -> Result<(), OutOfFrames> {
        for (index, level) in [Level::Zero, Level::One, Level::Two].into_iter().enumerate() {
            let entry = window::entry(index, page);
            if entry.load(Relaxed) & VALID == 0 {
                set_table::<Unikernel>(level, entry, frames::take()? | TABLE);
                flush::<Unikernel>(); // the window shows the table from here on
            }
        }
        set_pte::<Unikernel>(window::entry(3, page), frame | attributes);
        Ok(())
    }

    fn unmap(pages: Pages, free: fn(u64)) {
        // An entry that is invalid and not 0 is still in the TLBs: nobody may map it yet.
        for page in pages.each() {
            let entry = window::entry(3, page);
            change_pte(entry, entry.load(Relaxed) & !VALID);
        }
        tlb::invalidate::<El1>(pages.0, pages.1, 4096);
        for page in pages.each() {
            let entry = window::entry(3, page);
            let frame = entry.load(Relaxed) & ADDRESS;
            change_pte(entry, 0);
            free(frame);
        }
    }

    fn protect(pages: Pages, attributes: u64) {
        for page in pages.each() {
            let entry = window::entry(3, page);
            change_pte(entry, entry.load(Relaxed) & ADDRESS | attributes);
        }
        tlb::invalidate::<El1>(pages.0, pages.1, 4096);
    }

    fn fault(esr: u64, far: u64) -> bool {
        settle_fault::<Self>(esr, far)
    }
}

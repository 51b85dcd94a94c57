//! The async kernel after its port, by `lazy_mmu_arm64::guide`.

use core::sync::atomic::Ordering::Relaxed;

use lazy_mmu_arm64::tlb::{self, Features, user};
use lazy_mmu_arm64::{
    Arm64, Arm64Mode, El1, before_root_is_loaded, change_pte, replace_pte, set_pte, set_table,
    settle_fault,
};
use lazy_mmu_core::{Platform, Slot, Unwalked, Violation, flush, lazy_mmu};
use semihosting::println;

use super::space::Space;
use super::{Paging, process};
use crate::ported::Port;
use crate::ported::frames::OutOfFrames;
use crate::ported::pages::{ADDRESS, Pages};
use crate::{MOST_CPUS, cpu_index};

/// The async kernel after its port.
#[derive(Debug)]
pub struct AsyncKernel;

/// From how many operations on a process loses all of its translations instead: this kernel has
/// always taken them all.
const BOUND: u32 = 16;

/// The variables of a CPU.
struct Cpu {
    lazy_mmu: Slot<Arm64>,
}

static CPUS: [Cpu; MOST_CPUS] = [const { Cpu { lazy_mmu: Slot::new(()) } }; MOST_CPUS];

/// Those of this CPU. Nothing preempts this kernel, so it is this one until the executor's next
/// turn.
fn cpu() -> &'static Cpu {
    &CPUS[cpu_index()]
}

impl Platform for AsyncKernel {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        false // handlers announce themselves
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        f(&cpu().lazy_mmu)
    }

    fn report(violation: Violation) {
        println!("{violation}");
    }
}

#[lazy_mmu(defer = given_address, platform = M)]
fn map<M: Arm64Mode>(
    space: &Space,
    page: u64,
    frame: u64,
    attributes: u64,
) -> Result<(), OutOfFrames> {
    let leaf = space.leaf_or_new(page, set_table::<M>)?;
    set_pte::<M>(leaf, frame | attributes);
    Ok(())
}

impl Paging for AsyncKernel {
    const PORT: Port = Port::After;
    type Mode = Self;

    fn start() {
        tlb::set_features(Features::of_this_cpu().with_bound(BOUND));
    }

    fn build(space: &Space, page: u64, frame: u64, attributes: u64) -> Result<(), OutOfFrames> {
        map::<Unwalked>(space, page, frame, attributes)
    }

    fn finish(_: &Space) {
        before_root_is_loaded();
    }

    fn map(space: &Space, page: u64, frame: u64, attributes: u64) -> Result<(), OutOfFrames> {
        map::<Self>(space, page, frame, attributes)
    }

    fn unmap(space: &Space, pages: Pages) {
        for entry in pages.each().filter_map(|page| space.leaf(page)) {
            change_pte(entry, 0);
        }
        user::invalidate(space.asid(), pages.0, pages.1, 4096);
    }

    fn protect(space: &Space, pages: Pages, attributes: u64) {
        for entry in pages.each().filter_map(|page| space.leaf(page)) {
            change_pte(entry, entry.load(Relaxed) & ADDRESS | attributes);
        }
        user::invalidate(space.asid(), pages.0, pages.1, 4096);
    }

    fn replace(space: &Space, page: u64, frame: u64, attributes: u64) -> u64 {
        let entry = space.leaf(page).expect("it is mapped");
        replace_pte::<El1>(entry, frame | attributes, page, 4096) & ADDRESS
    }

    fn fault(esr: u64, far: u64) -> bool {
        if process::map_on_demand::<Self>(far) {
            flush::<Self>(); // this runs in the section of the task, if one is open
            return true;
        }
        settle_fault::<Self>(esr, far)
    }

    fn interrupt(f: impl FnOnce()) {
        let _handler = cpu().lazy_mmu.interrupt::<Self>();
        f();
    }

    fn polled() {
        cpu().lazy_mmu.switching::<Self>();
    }
}

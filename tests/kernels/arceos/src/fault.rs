//! Page faults: those on entries that are stored and not settled, which are retried, and those that
//! a task of ours asks for.

use core::arch::asm;
use core::ptr::with_exposed_provenance_mut;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

use axhal::trap::{PAGE_FAULT, PageFaultFlags, register_trap_handler};
use lazy_mmu_arm64::{El1, change_pte, settle_fault, tlb};
use memory_addr::VirtAddr;

use crate::space;
use crate::task::Kernel;

/// Of a page of memory that the kernel may read and write: `page_table_multiarch` has the same.
const READ_WRITE: u64 = 0b11 | 1 << 2 | 0b11 << 8 | 1 << 10 | 1 << 53 | 1 << 54;

/// The page of which a fault is expected; 0 for none.
static EXPECTED: AtomicUsize = AtomicUsize::new(0);
/// Its old entry, which is to be put back.
static OLD: AtomicU64 = AtomicU64::new(0);
/// The frame where accesses go that faulted.
static NOWHERE: AtomicUsize = AtomicUsize::new(0);

/// The access that is tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// A load.
    Read,
    /// A store.
    Write,
}

/// Whether an access of the current task to a page faults, by what the MMU knows of it. Only with
/// interrupts masked, and by one CPU.
///
/// The handler cannot have the access left out, so it has it go to a frame of its own, and the
/// entry is put back here. Of the TLB that touches this page alone.
pub fn is_refused(page: VirtAddr, access: Access) -> bool {
    if NOWHERE.load(Relaxed) == 0 {
        NOWHERE.store(space::frame().as_usize(), Relaxed);
    }
    EXPECTED.store(page.as_usize(), Relaxed);
    let word = with_exposed_provenance_mut::<usize>(page.as_usize());
    match access {
        // SAFETY: it faults, and then there is a page; or else somebody's memory is read, which
        // does no harm.
        Access::Read => drop(unsafe { word.read_volatile() }),
        // SAFETY: the same; or else it is a page that the caller has mapped, and will miss what was
        // there.
        Access::Write => unsafe { word.write_volatile(0) },
    }
    let is_refused = EXPECTED.swap(0, Relaxed) == 0;
    if is_refused {
        store(page, OLD.load(Relaxed));
    }
    is_refused
}

/// The only handler that there is. `true`: the access is done again.
#[register_trap_handler(PAGE_FAULT)]
fn handle(address: VirtAddr, _: PageFaultFlags, _: bool) -> bool {
    settle_fault::<Kernel>(syndrome(), address.as_usize() as u64) || mend(address)
}

fn syndrome() -> u64 {
    let esr: u64;
    // SAFETY: reading has no effect; nothing has faulted since.
    unsafe { asm!("mrs {}, esr_el1", out(reg) esr, options(nomem, nostack, preserves_flags)) }
    esr
}

/// Maps that frame where a fault was expected.
fn mend(address: VirtAddr) -> bool {
    if EXPECTED.compare_exchange(address.as_usize(), 0, Relaxed, Relaxed).is_err() {
        return false;
    }
    let Some(entry) = space::leaf(address) else { return false };
    OLD.store(entry.load(Relaxed), Relaxed);
    store(address, NOWHERE.load(Relaxed) as u64 | READ_WRITE);
    true
}

/// Stores an entry over whatever was there.
fn store(page: VirtAddr, descriptor: u64) {
    let entry = space::leaf(page).expect("there was one when it faulted");
    for descriptor in [0, descriptor] {
        change_pte(entry, descriptor);
        tlb::invalidate::<El1>(page.as_usize() as u64, 1, 4096);
    }
}

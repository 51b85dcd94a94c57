//! The kernel: two tasks with a slot each, the current one by `tp`, and page tables of one table
//! and its leaves.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_core::{Platform, Slot};
use lazy_mmu_riscv64::{Riscv64, current, set_current, set_pte, set_table};

/// A task.
pub struct Task {
    pub lazy_mmu: Slot<Riscv64>,
}

impl Task {
    /// Starts a task, which becomes the current one of this thread and is never given back.
    pub fn start() -> &'static Self {
        let task: &Self = Box::leak(Box::new(Self { lazy_mmu: Slot::new(()) }));
        // SAFETY: nobody else on this thread uses the register, and the task lives for ever.
        unsafe { set_current(task) };
        task
    }
}

/// The platform. Handlers announce themselves to the slot.
pub struct Kernel;

impl Platform for Kernel {
    type Arch = Riscv64;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Riscv64>) -> R) -> R {
        // SAFETY: each test starts a task first.
        f(&unsafe { current::<Task>() }.lazy_mmu)
    }
}

/// A valid leaf that the supervisor may read, write, and has used.
pub const READ_WRITE: u64 = 0b1100_0111;
/// The same, but not to be written.
pub const READ_ONLY: u64 = 0b1100_0011;
const TABLE: u64 = 1;

/// The number of pages.
pub const PAGES: usize = 128;

/// The page tables: one entry of the root, and the leaves below it.
pub struct Tables {
    pub table: AtomicU64,
    pub leaves: [AtomicU64; PAGES],
}

impl Tables {
    pub const fn new() -> Self {
        Self { table: AtomicU64::new(0), leaves: [const { AtomicU64::new(0) }; PAGES] }
    }

    /// Links the table, through the platform.
    pub fn link(&self) {
        set_table::<Kernel>(&self.table, TABLE);
    }

    /// Maps one page, through the platform.
    pub fn map(&self, page: usize) {
        set_pte::<Kernel>(&self.leaves[page], READ_WRITE, address(page));
    }

    /// Returns the leaf that a walk by loads finds.
    pub fn find(&self, page: usize) -> Option<u64> {
        (self.table.load(Relaxed) != 0).then(|| self.leaves[page].load(Relaxed))
    }
}

/// Returns the address of a page.
pub const fn address(page: usize) -> u64 {
    0xffff_ffc0_0000_0000 + ((page as u64) << 12)
}

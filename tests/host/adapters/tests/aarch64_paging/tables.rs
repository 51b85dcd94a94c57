//! The tables of a mapping, and a regime whose registers are a thread's.

use std::cell::{Cell, RefCell};
use std::ptr::{NonNull, with_exposed_provenance_mut};
use std::rc::Rc;

use aarch64_paging::descriptor::{El1Attributes, PhysicalAddress, VirtualAddress};
use aarch64_paging::paging::{PageTable, Translation, TranslationRegime, VaRange};
use lazy_mmu_arm64::aarch64_paging::WalkedRegime;

thread_local! {
    pub static INVALIDATED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
    pub static WALKED: Cell<usize> = const { Cell::new(0) };
}

/// A regime whose registers and invalidations are this thread's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Host;

impl TranslationRegime for Host {
    type Attributes = El1Attributes;
    type Asid = usize;
    type VaRange = VaRange;

    fn invalidate_va(va: VirtualAddress) {
        INVALIDATED.with_borrow_mut(|operands| operands.push(va.0 as u64 >> 12 & ((1 << 44) - 1)));
    }

    unsafe fn activate(_: PhysicalAddress, _: usize, _: VaRange) -> usize {
        unreachable!("the tests mark the mapping as active")
    }

    unsafe fn deactivate(_: usize, _: usize, _: VaRange) {
        unreachable!("the tests mark the mapping as inactive")
    }
}

// SAFETY: no MMU walks on a host, and a thread is a CPU.
unsafe impl WalkedRegime for Host {
    fn walks(root: PhysicalAddress) -> bool {
        WALKED.get() == root.0
    }
}

/// The tables that were taken and freed, in order.
#[derive(Default)]
pub struct Tables {
    pub taken: RefCell<Vec<u64>>,
    pub freed: RefCell<Vec<u64>>,
    /// How many tables are left to take.
    pub left: Cell<usize>,
}

/// Tables whose physical address is their memory's address. They live for ever.
pub struct OneToOne(pub Rc<Tables>);

impl Translation<El1Attributes> for OneToOne {
    fn allocate_table(&mut self) -> (NonNull<PageTable<El1Attributes>>, PhysicalAddress) {
        assert!(self.0.left.get() > 0, "out of tables");
        self.0.left.set(self.0.left.get() - 1);
        let table = NonNull::from(Box::leak(Box::new(PageTable::EMPTY)));
        self.0.taken.borrow_mut().push(table.as_ptr().addr() as u64);
        (table, PhysicalAddress(table.as_ptr().expose_provenance()))
    }

    unsafe fn deallocate_table(&mut self, table: NonNull<PageTable<El1Attributes>>) {
        self.0.freed.borrow_mut().push(table.as_ptr().addr() as u64);
    }

    fn physical_to_virtual(&self, pa: PhysicalAddress) -> NonNull<PageTable<El1Attributes>> {
        NonNull::new(with_exposed_provenance_mut(pa.0)).expect("a table")
    }
}

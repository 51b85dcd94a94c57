//! A mapping whose regime is a thread's, and what was done to it, put to the model of the MMU.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ptr::{NonNull, with_exposed_provenance, with_exposed_provenance_mut};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use aarch64_paging::descriptor::{El1Attributes, PhysicalAddress, VirtualAddress};
use aarch64_paging::paging::{
    Constraints, MemoryRegion, PAGE_SIZE, PageTable, Translation, TranslationRegime, VaRange,
};
use aarch64_paging::{MapError, Mapping};
use lazy_mmu_arm64::Arm64Mode;
use lazy_mmu_arm64::aarch64_paging::{Lazy, LazyMapping, WalkedRegime};
use lazy_mmu_arm64::record::Instruction::{self, DmbIshst, DsbIsh, DsbIshst, Isb, Store, Tlbi};
use lazy_mmu_arm64::record::{self, Tlbi as Op};
use model_kernel::kernel::no_erratum;
use model_mmu::model::{Error, Model, Step};

use crate::{READ_WRITE, frame};

const TABLE: u64 = 0b11;

thread_local! {
    static INVALIDATED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
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
        unreachable!("the tests mark")
    }

    unsafe fn deactivate(_: usize, _: usize, _: VaRange) {
        unreachable!("the tests mark")
    }
}

// SAFETY: nobody walks on a host, and a thread stands for a CPU.
unsafe impl WalkedRegime for Host {
    fn walks(root: PhysicalAddress) -> bool {
        WALKED.get() == root.0
    }
}

/// What became of tables, in order.
#[derive(Default)]
pub struct Tables {
    taken: RefCell<Vec<u64>>,
    freed: RefCell<Vec<u64>>,
    /// How many there are to take yet.
    pub left: Cell<usize>,
}

/// Tables whose physical address is that of their memory. They live for ever.
pub struct OneToOne(Rc<Tables>);

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

/// A mapping, and what was done to it, as steps of the model.
pub struct Machine {
    pub mapping: Lazy<OneToOne, Host>,
    pub tables: Rc<Tables>,
    /// The entries of each table, as they were last.
    known: BTreeMap<u64, Vec<u64>>,
    pub steps: Vec<Step>,
    pages: Vec<usize>,
    marks: usize,
}

impl Machine {
    /// Nothing is mapped, and this CPU walks it. The model looks at `pages`.
    pub fn new(pages: &[usize]) -> Self {
        let tables = Rc::new(Tables { left: Cell::new(64), ..Tables::default() });
        let mapping = Mapping::with_asid_and_va_range(
            OneToOne(Rc::clone(&tables)),
            0,
            0,
            Host,
            VaRange::Upper,
        );
        // SAFETY: no TLB is real; the model says what comes of it where it is not so.
        let mapping = unsafe { Lazy::new(mapping) };
        let root = tables.taken.take()[0];
        let known = BTreeMap::from([(root, vec![0; 512])]);
        WALKED.set(root as usize);
        no_erratum();
        record::take();
        let mut machine =
            Self { mapping, tables, known, steps: Vec::new(), pages: pages.to_vec(), marks: 0 };
        machine.mark();
        machine
    }

    /// One more CPU walks it.
    pub fn mark(&mut self) {
        self.mapping.mark_active();
        self.marks += 1;
    }

    pub fn map<M: Arm64Mode>(
        &mut self,
        start: usize,
        length: usize,
        flags: El1Attributes,
    ) -> Result<(), MapError> {
        self.call(|mapping| {
            mapping.map_range_lazily::<M>(
                &MemoryRegion::new(start, start + length),
                frame(start),
                flags,
                Constraints::empty(),
            )
        })
    }

    pub fn map_page<M: Arm64Mode>(&mut self, page: usize) {
        self.map::<M>(page, PAGE_SIZE, READ_WRITE).expect("within the table");
    }

    pub fn call<R>(&mut self, f: impl FnOnce(&mut Lazy<OneToOne, Host>) -> R) -> R {
        self.executed();
        let answer = f(&mut self.mapping);
        self.collect();
        self.executed();
        answer
    }

    /// What this crate has executed since the last time is done.
    fn executed(&mut self) {
        self.steps.extend(record::take().into_iter().map(Step::Instruction));
    }

    /// What `aarch64-paging` has stored and executed since the last time is done.
    fn collect(&mut self) {
        let mut stores = self.stores();
        for table in self.tables.taken.take() {
            // A store-release links it: for walkers, what a `dmb ishst` before it does.
            self.steps.extend([Step::ClearTable(table), Step::Instruction(DmbIshst)]);
            let link = stores
                .iter()
                .position(|&(_, descriptor)| descriptor == table | TABLE)
                .expect("a new table is linked");
            self.steps.push(store(stores.remove(link)));
        }
        self.steps.extend(stores.into_iter().map(store));
        let invalidated = INVALIDATED.take();
        if !invalidated.is_empty() {
            let operations = invalidated.into_iter().map(|operand| Tlbi(Op::Vaae1is, operand));
            self.steps.extend(
                [DsbIshst]
                    .into_iter()
                    .chain(operations)
                    .chain([DsbIsh, Isb])
                    .map(Step::Instruction),
            );
        }
        for table in self.tables.freed.take() {
            self.known.remove(&table);
            self.steps.push(Step::WriteData(table));
        }
    }

    /// The entries that are not as they were, those of new tables included, and what they are now.
    fn stores(&mut self) -> Vec<(u64, u64)> {
        for &table in self.tables.taken.borrow().iter() {
            self.known.insert(table, vec![0; 512]);
        }
        let mut stores = Vec::new();
        for (&table, known) in &mut self.known {
            for (entry, known) in (table..).step_by(8).zip(known) {
                // SAFETY: an entry of a table of the mapping. Tables live for ever, and nobody
                // stores to them now.
                let descriptor =
                    unsafe { &*with_exposed_provenance::<AtomicU64>(entry as usize) }.load(Relaxed);
                if std::mem::replace(known, descriptor) != descriptor {
                    stores.push((entry, descriptor));
                }
            }
        }
        stores
    }

    /// This CPU uses every page that the model looks at.
    pub fn access_all(&mut self) {
        self.executed();
        self.steps.extend(self.pages.iter().map(|&page| Step::Access(page as u64)));
    }

    /// What another CPU finds of a page, behind what it executes.
    pub fn elsewhere(&mut self, executed: &[Instruction], page: usize) -> Result<(), Error> {
        self.executed();
        let mut model = self.model();
        self.steps.iter().try_for_each(|&step| model.step(0, step))?;
        let steps = executed
            .iter()
            .map(|&instruction| Step::Instruction(instruction))
            .chain([Step::Access(page as u64)]);
        steps.into_iter().try_for_each(|step| model.step(1, step))
    }

    fn run(&self, steps: impl Iterator<Item = Step>) -> Result<(), Error> {
        let mut model = self.model();
        steps.into_iter().try_for_each(|step| model.step(0, step))
    }

    fn model(&self) -> Model {
        let pages: Vec<u64> = self.pages.iter().map(|&page| page as u64).collect();
        Model::new(self.mapping.root_address().0 as u64, &pages)
    }

    #[track_caller]
    pub fn assert_right(&self) {
        self.run(self.steps.iter().copied()).unwrap_or_else(|error| panic!("{error}"));
    }

    #[track_caller]
    pub fn assert_wrong(&self, what: &str) {
        let error =
            self.run(self.steps.iter().copied()).expect_err("the fault is not seen").to_string();
        assert!(error.contains(what), "{error}");
    }

    /// The barriers and invalidations that the model does not miss when they are left out one by
    /// one, of those from `first` on.
    pub fn not_missed(&self, first: usize) -> Vec<Instruction> {
        let is_left_out = |index: &usize| {
            matches!(
                self.steps[*index],
                Step::Instruction(DmbIshst | DsbIshst | DsbIsh | Isb | Tlbi(..))
            )
        };
        let candidates: Vec<usize> = (first..self.steps.len()).filter(is_left_out).collect();
        assert!(!candidates.is_empty(), "nothing could be left out");
        let without = |index: usize| {
            self.steps
                .iter()
                .enumerate()
                .filter(move |&(other, _)| other != index)
                .map(|(_, &step)| step)
        };
        let not_missed = candidates.into_iter().filter(|&index| self.run(without(index)).is_ok());
        not_missed
            .map(|index| {
                if let Step::Instruction(instruction) = self.steps[index] {
                    instruction
                } else {
                    unreachable!()
                }
            })
            .collect()
    }

    /// The barriers and invalidations since the last time, those of the crate's own way and of new
    /// tables included.
    pub fn barriers(&mut self) -> Vec<Instruction> {
        self.executed();
        let instructions = self.steps.drain(..).filter_map(|step| match step {
            Step::Instruction(Store { .. }) => None,
            Step::Instruction(instruction) => Some(instruction),
            _ => None,
        });
        instructions.collect()
    }
}

impl Drop for Machine {
    /// The mapping is as active as it was made, not more and not less.
    fn drop(&mut self) {
        let mut marks = 0;
        while self.mapping.active() {
            self.mapping.mark_inactive();
            marks += 1;
        }
        assert!(
            marks == self.marks || std::thread::panicking(),
            "{marks} marks are left of {}",
            self.marks
        );
    }
}

fn store((entry, descriptor): (u64, u64)) -> Step {
    Step::Instruction(Store { entry, descriptor })
}

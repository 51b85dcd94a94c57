//! [`Machine`]: a mapping, and all that is done to it, put to the model of the MMU.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ptr::with_exposed_provenance;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use aarch64_paging::descriptor::El1Attributes;
use aarch64_paging::paging::{Constraints, MemoryRegion, PAGE_SIZE, VaRange};
use aarch64_paging::{MapError, Mapping};
use lazy_mmu_arm64::Arm64Mode;
use lazy_mmu_arm64::aarch64_paging::{Lazy, LazyMapping};
use lazy_mmu_arm64::record::Instruction::{self, DmbIshst, DsbIsh, DsbIshst, Isb, Store, Tlbi};
use lazy_mmu_arm64::record::{self, Tlbi as Op};
use model_kernel::kernel::no_erratum;
use model_mmu::model::{Error, Model, Step};

use crate::tables::{Host, INVALIDATED, OneToOne, Tables, WALKED};
use crate::{READ_WRITE, frame};

const TABLE: u64 = 0b11;

/// A mapping, and all that was done to it, as steps of the model.
pub struct Machine {
    pub mapping: Lazy<OneToOne, Host>,
    pub tables: Rc<Tables>,
    /// The entries of each table, as last seen.
    known: BTreeMap<u64, Vec<u64>>,
    pub steps: Vec<Step>,
    pages: Vec<usize>,
    marks: usize,
}

impl Machine {
    /// Returns a machine that maps nothing, and whose mapping this CPU walks. The model looks at
    /// `pages`.
    pub fn new(pages: &[usize]) -> Self {
        let tables = Rc::new(Tables { left: Cell::new(64), ..Tables::default() });
        let mapping = Mapping::with_asid_and_va_range(
            OneToOne(Rc::clone(&tables)),
            0,
            0,
            Host,
            VaRange::Upper,
        );
        // SAFETY: there is no TLB; the model finds a violation.
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

    /// Marks the mapping as walked by one more CPU.
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

    /// Adds the steps that `lazy-mmu-arm64` has executed since the last call.
    fn executed(&mut self) {
        self.steps.extend(record::take().into_iter().map(Step::Instruction));
    }

    /// Adds the stores and invalidations that `aarch64-paging` has made since the last call.
    fn collect(&mut self) {
        let mut stores = self.stores();
        for table in self.tables.taken.take() {
            // A store-release links the table: for walkers it is as a `dmb ishst` and a store.
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

    /// Returns the entries that have changed, with those of new tables, and their new descriptors.
    fn stores(&mut self) -> Vec<(u64, u64)> {
        for &table in self.tables.taken.borrow().iter() {
            self.known.insert(table, vec![0; 512]);
        }
        let mut stores = Vec::new();
        for (&table, known) in &mut self.known {
            for (entry, known) in (table..).step_by(8).zip(known) {
                // SAFETY: the pointer is to an entry of a table of the mapping. Tables live for
                // ever, and nobody stores to them now.
                let descriptor =
                    unsafe { &*with_exposed_provenance::<AtomicU64>(entry as usize) }.load(Relaxed);
                if std::mem::replace(known, descriptor) != descriptor {
                    stores.push((entry, descriptor));
                }
            }
        }
        stores
    }

    /// Lets this CPU use every page that the model looks at.
    pub fn access_all(&mut self) {
        self.executed();
        self.steps.extend(self.pages.iter().map(|&page| Step::Access(page as u64)));
    }

    /// Lets another CPU execute these instructions and then use a page.
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

    /// Leaves out each barrier and invalidation from step `first` on, one by one, and returns those
    /// that the model does not miss.
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

    /// Takes the barriers and invalidations since the last call, with those of the crate's own way
    /// and of new tables.
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
    /// Asserts that the mapping has as many marks of activity as it was given.
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

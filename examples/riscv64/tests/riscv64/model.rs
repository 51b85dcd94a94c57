//! The model: harts that cache the results of their walks, the lack of a translation too, for as
//! long as they may. QEMU does not do this.

use std::cell::RefCell;
use std::collections::HashMap;

use lazy_mmu_riscv64::record::{self, Instruction};
use lazy_mmu_riscv64::{Access, settle_fault};

use crate::kernel::{Kernel, PAGES, Tables, address};

/// A hart's view of the entries: their values at its last fence that covered them.
#[derive(Clone, Default)]
struct Hart {
    known: HashMap<u64, u64>,
}

/// A step of a hart.
#[derive(Clone, Copy)]
enum Step {
    Executed(usize, Instruction),
    Accessed(usize, usize, Access, Outcome),
}

/// Two harts on one memory.
pub struct Machine {
    pub tables: &'static Tables,
    memory: HashMap<u64, u64>,
    harts: [Hart; 2],
    done: RefCell<Vec<Step>>,
    /// How many of the steps were preparation.
    prepared: usize,
}

/// The result of an access.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It went through, by this leaf.
    Done(u64),
    /// A page fault.
    Fault,
}

impl Machine {
    /// Returns a machine with nothing mapped, which every hart knows.
    pub fn new() -> Self {
        record::take();
        Self::of(Box::leak(Box::new(Tables::new())))
    }

    fn of(tables: &'static Tables) -> Self {
        Self {
            tables,
            memory: HashMap::new(),
            harts: Default::default(),
            done: RefCell::default(),
            prepared: 0,
        }
    }

    /// Marks all steps until now as preparation.
    pub fn prepared(&mut self) {
        self.prepared = self.done.borrow().len();
    }

    /// Returns the fences since then that are not needed: without one of them alone, each access
    /// has the same result.
    pub fn not_missed(&self) -> Vec<Instruction> {
        let done = self.done.borrow();
        let fences =
            done.iter().enumerate().skip(self.prepared).filter_map(|(index, step)| match *step {
                Step::Executed(_, Instruction::Store { .. }) | Step::Accessed(..) => None,
                Step::Executed(_, fence) => Some((index, fence)),
            });
        fences
            .filter(|&(index, _)| self.comes_to_the_same(&done, index))
            .map(|(_, fence)| fence)
            .collect()
    }

    fn comes_to_the_same(&self, done: &[Step], without: usize) -> bool {
        let mut machine = Self::of(self.tables);
        done.iter().enumerate().filter(|&(index, _)| index != without).all(
            |(_, step)| match *step {
                Step::Executed(hart, instruction) => {
                    machine.execute(hart, instruction);
                    true
                }
                Step::Accessed(hart, page, access, outcome) => {
                    machine.access(hart, page, access) == outcome
                }
            },
        )
    }

    /// Runs `f` on a hart, which then executes the recorded steps.
    pub fn on<R>(&mut self, hart: usize, f: impl FnOnce(&Tables) -> R) -> R {
        let answer = f(self.tables);
        for instruction in record::take() {
            self.execute(hart, instruction);
        }
        answer
    }

    fn execute(&mut self, hart: usize, instruction: Instruction) {
        self.done.borrow_mut().push(Step::Executed(hart, instruction));
        match instruction {
            Instruction::Store { entry, pte, .. } => drop(self.memory.insert(entry, pte)),
            Instruction::SfenceVmaAll => self.harts[hart].known = self.memory.clone(),
            Instruction::SfenceVma(at) => self.fence(hart, at),
            Instruction::RemoteSfenceVma { start, size } => {
                for hart in 0..self.harts.len() {
                    if size == u64::MAX {
                        self.harts[hart].known = self.memory.clone();
                    } else {
                        (start..start + size).step_by(0x1000).for_each(|at| self.fence(hart, at));
                    }
                }
            }
        }
    }

    /// Fences an address, which covers its leaf alone.
    fn fence(&mut self, hart: usize, at: u64) {
        let page = (0..PAGES)
            .find(|&page| address(page) == at)
            .expect("the fence is for a page that there is");
        let leaf = entry(&self.tables.leaves[page]);
        if let Some(&pte) = self.memory.get(&leaf) {
            self.harts[hart].known.insert(leaf, pte);
        }
    }

    /// Returns the result of an access by the hardware.
    pub fn access(&self, hart: usize, page: usize, access: Access) -> Outcome {
        let known = |entry| self.harts[hart].known.get(&entry).copied().unwrap_or(0);
        let leaf = known(entry(&self.tables.leaves[page]));
        let allowed = known(entry(&self.tables.table)) != 0 && access.is_allowed_by(leaf);
        let outcome = if allowed { Outcome::Done(leaf) } else { Outcome::Fault };
        self.done.borrow_mut().push(Step::Accessed(hart, page, access, outcome));
        outcome
    }

    /// Returns the result of an access under a kernel whose page-fault handler settles, and how
    /// often it has said "retry".
    pub fn access_and_settle(
        &mut self,
        hart: usize,
        page: usize,
        access: Access,
    ) -> (Outcome, u32) {
        let mut retries = 0;
        loop {
            let outcome = self.access(hart, page, access);
            if outcome != Outcome::Fault
                || !self.on(hart, |tables| settle_fault::<Kernel>(access, || tables.find(page)))
            {
                return (outcome, retries);
            }
            retries += 1;
            assert!(retries < 3, "a fault is retried for ever");
        }
    }
}

fn entry(entry: &std::sync::atomic::AtomicU64) -> u64 {
    std::ptr::from_ref(entry).addr() as u64
}

//! The model: harts that cache what they have walked, the lack of a translation too, for as long as they may. What QEMU does not do.

use std::collections::HashMap;

use lazy_mmu_riscv64::record::{self, Instruction};
use lazy_mmu_riscv64::{Access, settle_fault};

use crate::kernel::{Kernel, PAGES, Tables, address};

/// What a hart knows of the entries: their values at its last fence that covered them.
#[derive(Clone, Default)]
struct Hart {
    known: HashMap<u64, u64>,
}

/// Two harts on one memory.
pub struct Machine {
    pub tables: &'static Tables,
    memory: HashMap<u64, u64>,
    harts: [Hart; 2],
}

/// What came of an access.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It went through, by this leaf.
    Done(u64),
    /// A page fault.
    Fault,
}

impl Machine {
    /// Nothing is mapped, and every hart knows.
    pub fn new() -> Self {
        record::take();
        Self { tables: Box::leak(Box::new(Tables::new())), memory: HashMap::new(), harts: Default::default() }
    }

    /// Runs `f` on a hart, which executes what was recorded of it.
    pub fn on<R>(&mut self, hart: usize, f: impl FnOnce(&Tables) -> R) -> R {
        let answer = f(self.tables);
        for instruction in record::take() {
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
        answer
    }

    /// A fence with an address, which covers its leaf alone.
    fn fence(&mut self, hart: usize, at: u64) {
        let page = (0..PAGES).find(|&page| address(page) == at).expect("the fence is for a page that there is");
        let leaf = entry(&self.tables.leaves[page]);
        if let Some(&pte) = self.memory.get(&leaf) {
            self.harts[hart].known.insert(leaf, pte);
        }
    }

    /// An access, as the hardware has it.
    pub fn access(&self, hart: usize, page: usize, access: Access) -> Outcome {
        let known = |entry| self.harts[hart].known.get(&entry).copied().unwrap_or(0);
        let leaf = known(entry(&self.tables.leaves[page]));
        if known(entry(&self.tables.table)) != 0 && access.is_allowed_by(leaf) { Outcome::Done(leaf) } else { Outcome::Fault }
    }

    /// An access under a kernel whose page-fault handler settles; and how often it has said "retry".
    pub fn access_and_settle(&mut self, hart: usize, page: usize, access: Access) -> (Outcome, u32) {
        let mut retries = 0;
        loop {
            let outcome = self.access(hart, page, access);
            if outcome != Outcome::Fault || !self.on(hart, |tables| settle_fault::<Kernel>(access, || tables.find(page))) {
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

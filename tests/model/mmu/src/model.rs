//! [`Model`]: the CPUs over the memory and the TLBs, and what each instruction changes.

use std::fmt;

use lazy_mmu_arm64::record::{Instruction, Tlbi};

use super::memory::Memory;
use super::translation::{Outcome, Outcomes, Scope, Time, Translation, covers, merge};
use super::{CPUS, Cpu};

/// What a CPU does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// It executes what this crate was asked for.
    Instruction(Instruction),
    /// It writes zeros into a page that it is about to link as a table.
    ClearTable(u64),
    /// It writes data into a page that is no table any more.
    WriteData(u64),
    /// It uses an address.
    Access(u64),
}

/// What hardware would be free to do, and must not be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// The access may come to something else than its program means.
    Access {
        /// Who.
        cpu: Cpu,
        /// Where.
        address: u64,
        /// What the program means.
        intended: Outcome,
        /// What may happen.
        possible: Vec<Outcome>,
    },
    /// The answer of an `at` is read before an `isb`.
    Unsynchronised(Cpu),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Access { cpu, address, intended, possible } => {
                let possible: Vec<_> = possible.iter().map(ToString::to_string).collect();
                write!(f, "CPU {cpu} uses {address:#x}, means {intended}, and may get {}", possible.join(" or "))
            }
            Self::Unsynchronised(cpu) => write!(f, "CPU {cpu} reads the answer of `at` with no `isb` behind it"),
        }
    }
}

/// A CPU, besides its stores.
#[derive(Clone, Debug)]
struct Core {
    /// What it may have decided since its last ISB, for each address.
    decided: Vec<Outcomes>,
    /// TLBIs that are not complete, and when they were executed.
    invalidating: Vec<(Scope, Time)>,
    /// It has executed `at`, and no `isb` since.
    asks: bool,
}

/// The machine.
#[derive(Clone, Debug)]
pub struct Model {
    now: Time,
    memory: Memory,
    translations: Vec<Translation>,
    cores: [Core; CPUS],
}

impl Model {
    /// Nothing but an empty table at `root`, and the addresses that the model looks at.
    pub fn new(root: u64, addresses: &[u64]) -> Self {
        let core = Core { decided: vec![Outcomes::new(); addresses.len()], invalidating: Vec::new(), asks: false };
        let mut model = Self {
            now: 0,
            memory: Memory::default(),
            translations: addresses.iter().map(|&address| Translation::new(root, address)).collect(),
            cores: std::array::from_fn(|_| core.clone()),
        };
        model.memory.zeroed(root);
        model.look();
        model
    }

    /// Does a step.
    ///
    /// # Errors
    ///
    /// If it may come to something else than its program means.
    pub fn step(&mut self, cpu: Cpu, step: Step) -> Result<(), Error> {
        if self.cores[cpu].asks && step != Step::Instruction(Instruction::Isb) {
            return Err(Error::Unsynchronised(cpu));
        }
        self.now += 1;
        match step {
            Step::Access(address) => return self.access(cpu, address).map(|_| ()),
            Step::Instruction(Instruction::At(address)) => {
                self.cores[cpu].asks = true;
                return self.access(cpu, address).map(|_| ());
            }
            Step::ClearTable(page) => self.memory.clear(cpu, page),
            Step::WriteData(page) => self.memory.garbage(page),
            Step::Instruction(Instruction::Store { entry, descriptor }) => self.memory.store(cpu, entry, descriptor),
            Step::Instruction(Instruction::DmbIshst) => self.memory.order(cpu),
            Step::Instruction(Instruction::DsbIshst) => self.memory.complete(cpu),
            Step::Instruction(Instruction::DsbIsh) => {
                self.memory.complete(cpu);
                self.complete_invalidations(cpu);
            }
            Step::Instruction(Instruction::DsbNsh) => panic!("the model does not know `dsb nsh`"),
            Step::Instruction(Instruction::Isb) => {
                self.cores[cpu].asks = false;
                self.cores[cpu].decided.fill(Outcomes::new());
            }
            Step::Instruction(Instruction::Tlbi(operation, operand)) => {
                self.cores[cpu].invalidating.push((scope(operation, operand), self.now));
            }
        }
        self.look();
        Ok(())
    }

    /// What an access of `cpu` comes to, if that can be only one thing: the one that the last stores to the tables say.
    ///
    /// # Errors
    ///
    /// If something else is possible.
    ///
    /// # Panics
    ///
    /// If the model does not look at that address.
    pub fn access(&self, cpu: Cpu, address: u64) -> Result<Outcome, Error> {
        let index = self.translations.iter().position(|translation| translation.address() == address);
        let index = index.unwrap_or_else(|| panic!("{address:#x} is not among the addresses that the model was made for"));
        let intended = self.translations[index].intended(&self.memory);
        let possible: Vec<Outcome> = self.cores[cpu].decided[index].keys().copied().collect();
        if possible == [intended] { Ok(intended) } else { Err(Error::Access { cpu, address, intended, possible }) }
    }

    /// Every walker walks, and every CPU decides for whatever that comes to.
    fn look(&mut self) {
        for (index, translation) in self.translations.iter_mut().enumerate() {
            let outcomes = translation.walk(&self.memory, self.now);
            for core in &mut self.cores {
                merge(&mut core.decided[index], &outcomes);
            }
        }
    }

    fn complete_invalidations(&mut self, cpu: Cpu) {
        for (scope, time) in std::mem::take(&mut self.cores[cpu].invalidating) {
            for (index, translation) in self.translations.iter_mut().enumerate() {
                translation.invalidate(scope, time);
                let address = translation.address();
                // The others have finished what used the old translations. This CPU needs its ISB.
                for (_, core) in self.cores.iter_mut().enumerate().filter(|&(other, _)| other != cpu) {
                    core.decided[index].retain(|&outcome, &mut walked| walked >= time || !covers(scope, address, outcome));
                }
            }
        }
    }
}

/// There is one regime here, whatever it is called: `tests/host/arm64/tests/stores.rs` checks the names.
fn scope(operation: Tlbi, operand: u64) -> Scope {
    match operation {
        Tlbi::Vaale1is | Tlbi::Vale2is => Scope::Leaf(operand),
        Tlbi::Vaae1is | Tlbi::Vae2is => Scope::Walk(operand),
        Tlbi::Vmalle1is | Tlbi::Alle2is => Scope::All,
        other => panic!("the model does not know {other:?}"),
    }
}

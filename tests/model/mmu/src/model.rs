//! [`Model`]: the CPUs over the memory and the TLBs, and what each instruction changes.

use std::fmt;

use lazy_mmu_arm64::record::Instruction;

use super::invalidation::Invalidation;
use super::memory::Memory;
use super::translation::{Outcome, Outcomes, Time, Translation, covers, merge};
use super::{CPUS, Cpu};

/// A step of a CPU.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// It executes an instruction that `lazy-mmu-arm64` recorded.
    Instruction(Instruction),
    /// It stores, by a release, a word that tells another CPU of its earlier stores.
    Tell,
    /// It loads an entry by an instruction, as a failed compare and swap does.
    Find(u64),
    /// It loads this address from memory, so it has decided nothing for it before.
    Learn(u64),
    /// It writes zeros into a page that it is about to link as a table.
    ClearTable(u64),
    /// It writes data into a page that is a table no more.
    WriteData(u64),
    /// It uses an address.
    Access(u64),
    /// It gives the frame that this address led to, to somebody else.
    Free(u64),
}

/// An outcome that the hardware is free to give, and that must not happen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// The access may come to something else than its program means.
    Access {
        /// The CPU.
        cpu: Cpu,
        /// The address.
        address: u64,
        /// The outcome that the program means.
        intended: Outcome,
        /// The outcomes that may happen.
        possible: Vec<Outcome>,
    },
    /// A CPU reads the answer of an `at` before an `isb`.
    Unsynchronised(Cpu),
    /// The frame that this address led to belongs to somebody else, and a write through the address
    /// may still come.
    Written(u64),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Access { cpu, address, intended, possible } => {
                let possible: Vec<_> = possible.iter().map(ToString::to_string).collect();
                write!(
                    f,
                    "CPU {cpu} uses {address:#x}, means {intended}, and may get {}",
                    possible.join(" or ")
                )
            }
            Self::Written(address) => write!(
                f,
                "a write through {address:#x} may still come, and its frame is somebody else's"
            ),
            Self::Unsynchronised(cpu) => {
                write!(f, "CPU {cpu} reads the answer of `at` with no `isb` after it")
            }
        }
    }
}

/// A CPU, besides its stores.
#[derive(Clone, Debug)]
struct Core {
    /// The outcomes that it may have decided for since its last ISB, by address.
    decided: Vec<Outcomes>,
    /// The TLBIs that are not complete, with the times of their execution.
    invalidating: Vec<(Invalidation, Time)>,
    /// The contents of its own TLBs, by address, once it has invalidated something that the others
    /// have not.
    own: Option<Vec<Translation>>,
    /// Whether it has executed `at`, and no `isb` since.
    asks: bool,
}

/// The machine.
#[derive(Clone, Debug)]
pub struct Model {
    now: Time,
    memory: Memory,
    /// The contents that all TLBs may have, by address.
    translations: Vec<Translation>,
    cores: [Core; CPUS],
    /// Whether an invalidation may complete before the writes through the translations that it
    /// removes (CVE-2025-10263).
    is_affected: bool,
}

impl Model {
    /// Returns a machine with an empty table at `root`. The model looks at these addresses.
    pub fn new(root: u64, addresses: &[u64]) -> Self {
        let core = Core {
            decided: vec![Outcomes::new(); addresses.len()],
            invalidating: Vec::new(),
            own: None,
            asks: false,
        };
        let mut model = Self {
            now: 0,
            memory: Memory::default(),
            translations: addresses
                .iter()
                .map(|&address| Translation::new(root, address))
                .collect(),
            cores: std::array::from_fn(|_| core.clone()),
            is_affected: false,
        };
        model.memory.zeroed(root);
        model.look();
        model
    }

    /// Returns the same machine, of CPUs with the erratum.
    #[must_use]
    pub fn affected(self) -> Self {
        Self { is_affected: true, ..self }
    }

    /// Does a step.
    ///
    /// # Errors
    ///
    /// Fails if the step may come to something else than the program means.
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
            Step::Free(address) => return self.free(address),
            // A CPU that has seen the word sees the stores, and so does every other CPU (the memory
            // is multi-copy atomic). This completes no TLBI.
            Step::Tell => self.memory.complete(cpu),
            Step::Find(entry) => self.memory.find(cpu, entry),
            Step::Learn(address) => {
                let index = self.index(address);
                self.cores[cpu].decided[index].clear();
            }
            Step::ClearTable(page) => self.memory.clear(cpu, page),
            Step::WriteData(page) => self.memory.garbage(page),
            Step::Instruction(Instruction::Store { entry, descriptor }) => {
                self.memory.store(cpu, entry, descriptor)
            }
            Step::Instruction(Instruction::DmbIshst) => self.memory.order(cpu),
            Step::Instruction(Instruction::DsbIshst) => self.memory.complete(cpu),
            Step::Instruction(Instruction::DsbIsh) => {
                self.memory.complete(cpu);
                self.complete_invalidations(cpu, |_| true);
            }
            // `dsb nsh` orders no store for the walkers of other CPUs, and completes no broadcast
            // there.
            Step::Instruction(Instruction::DsbNsh) => {
                self.complete_invalidations(cpu, |invalidation| !invalidation.is_broadcast)
            }
            Step::Instruction(Instruction::Isb) => {
                self.cores[cpu].asks = false;
                self.cores[cpu].decided.fill(Outcomes::new());
            }
            Step::Instruction(Instruction::Tlbi(operation, operand)) => {
                self.cores[cpu]
                    .invalidating
                    .push((Invalidation::new(operation, operand), self.now));
            }
        }
        self.look();
        Ok(())
    }

    /// Returns the outcome of an access of `cpu`, if only one is possible: the one that the last
    /// stores to the tables give.
    ///
    /// # Errors
    ///
    /// Fails if another outcome is possible.
    ///
    /// # Panics
    ///
    /// Panics if the model does not look at that address.
    pub fn access(&self, cpu: Cpu, address: u64) -> Result<Outcome, Error> {
        let index = self.index(address);
        let intended = self.translations[index].intended(&self.memory);
        let possible = self.possible(cpu, address);
        if possible == [intended] {
            Ok(intended)
        } else {
            Err(Error::Access { cpu, address, intended, possible })
        }
    }

    /// Returns all outcomes that an access of `cpu` may have.
    ///
    /// # Panics
    ///
    /// Panics if the model does not look at that address.
    pub fn possible(&self, cpu: Cpu, address: u64) -> Vec<Outcome> {
        self.cores[cpu].decided[self.index(address)].keys().copied().collect()
    }

    /// Returns the last store to `entry`, which a compare and swap finds.
    pub fn latest(&self, entry: u64) -> u64 {
        self.memory.latest(entry)
    }

    fn free(&self, address: u64) -> Result<(), Error> {
        let index = self.index(address);
        let mut all =
            self.cores.iter().filter_map(|core| core.own.as_ref()).chain([&self.translations]);
        if all.any(|translations| translations[index].is_written()) {
            Err(Error::Written(address))
        } else {
            Ok(())
        }
    }

    fn index(&self, address: u64) -> usize {
        let index =
            self.translations.iter().position(|translation| translation.address() == address);
        index.unwrap_or_else(|| {
            panic!("{address:#x} is not among the addresses that the model was made for")
        })
    }

    /// Lets every walker walk, and every CPU decide for each outcome of that.
    fn look(&mut self) {
        let (memory, now) = (&self.memory, self.now);
        for (index, translation) in self.translations.iter_mut().enumerate() {
            let outcomes = translation.walk(memory, now);
            for core in &mut self.cores {
                let own = core.own.as_mut().map(|own| own[index].walk(memory, now));
                merge(&mut core.decided[index], own.as_ref().unwrap_or(&outcomes));
            }
        }
    }

    fn complete_invalidations(&mut self, cpu: Cpu, which: impl Fn(&Invalidation) -> bool) {
        let (complete, left) = std::mem::take(&mut self.cores[cpu].invalidating)
            .into_iter()
            .partition(|(one, _)| which(one));
        self.cores[cpu].invalidating = left;
        let complete: Vec<(Invalidation, Time)> = complete;
        // A write in flight has arrived by a broadcast that came after the removal of its
        // translation.
        for &(_, time) in complete.iter().filter(|(one, _)| one.is_broadcast) {
            self.everywhere(|translation| translation.arrive(time));
        }
        for (Invalidation { scope, is_broadcast }, time) in complete {
            let Some(scope) = scope else { continue };
            if !is_broadcast {
                let own = self.cores[cpu].own.get_or_insert_with(|| self.translations.clone());
                own.iter_mut().for_each(|translation| translation.invalidate(scope, time));
                continue;
            }
            let (now, is_affected) = (self.now, self.is_affected);
            self.everywhere(|translation| {
                if is_affected {
                    translation.may_be_in_flight(scope, time, now);
                }
                translation.invalidate(scope, time);
            });
            for (index, translation) in self.translations.iter().enumerate() {
                let address = translation.address();
                // The others have finished all accesses by the old translations. This CPU needs its
                // ISB.
                for (_, core) in
                    self.cores.iter_mut().enumerate().filter(|&(other, _)| other != cpu)
                {
                    core.decided[index].retain(|&outcome, &mut walked| {
                        walked >= time || !covers(scope, address, outcome)
                    });
                }
            }
        }
    }

    fn everywhere(&mut self, mut f: impl FnMut(&mut Translation)) {
        let own = self.cores.iter_mut().filter_map(|core| core.own.as_mut()).flatten();
        self.translations.iter_mut().chain(own).for_each(&mut f);
    }
}

//! [`Trace`]: the recorded steps of code under test on several CPUs, to be put to the [`Model`].

use std::cell::{Cell, RefCell, RefMut};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_arm64::record::{self, Instruction};
use lazy_mmu_arm64::tlb::{self, Features};
use paging::{AddressSpace, Frames, Page};

use super::Cpu;
use super::model::{Error, Model, Step};

const TABLE: u64 = 0b11;
const ADDRESS: u64 = 0x0000_ffff_ffff_f000;
const PAGE: u64 = 4096;
const LEAF_LEVEL: usize = 3;

/// An address space, and the steps that the CPUs have done to it.
#[derive(Debug)]
pub struct Trace {
    /// The address space.
    pub space: AddressSpace,
    addresses: Vec<u64>,
    recording: RefCell<Recording>,
    is_affected: Cell<bool>,
}

#[derive(Debug)]
struct Recording {
    cpu: Cpu,
    steps: Vec<(Cpu, Step)>,
    /// How many steps are preparation.
    prepared: usize,
    /// The linked tables, with their levels.
    levels: BTreeMap<u64, usize>,
    /// Each entry that links a table, and that table.
    links: BTreeMap<u64, u64>,
}

/// The step at which a trace fails, and the error.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The number of the step.
    pub step: usize,
    /// The error.
    pub error: Error,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "step {}: {}", self.step, self.error)
    }
}

impl Trace {
    /// Returns an empty address space with a pool of `frames` frames. The model looks at
    /// `addresses`. CPU 0 runs, and no CPU has an erratum.
    ///
    /// # Panics
    ///
    /// Panics if the pool has no frame for the root table.
    pub fn new(frames: usize, addresses: &[u64]) -> Self {
        tlb::set_features(Features::new().with_repeat(false));
        record::take();
        let pool: Vec<Page> = (0..frames).map(|_| Page::zeroed()).collect();
        let space = AddressSpace::new(Frames::new(Vec::leak(pool))).expect("a frame for the root");
        let levels = BTreeMap::from([(space.root().address(), 0)]);
        let recording =
            Recording { cpu: 0, steps: Vec::new(), prepared: 0, levels, links: BTreeMap::new() };
        Self {
            space,
            addresses: addresses.to_vec(),
            recording: RefCell::new(recording),
            is_affected: Cell::new(false),
        }
    }

    /// Makes `cpu` the one that runs from here on.
    pub fn on(&self, cpu: Cpu) {
        self.collect().cpu = cpu;
    }

    /// Returns the CPU that runs.
    pub fn cpu(&self) -> Cpu {
        self.recording.borrow().cpu
    }

    /// Marks the steps so far as preparation, in which no barrier is left out.
    pub fn prepared(&self) {
        let mut recording = self.collect();
        recording.prepared = recording.steps.len();
    }

    /// Lets the CPU use `address`.
    pub fn access(&self, address: u64) {
        self.collect().push(Step::Access(address));
    }

    /// Gives the frame that `address` led to, to somebody else.
    pub fn free(&self, address: u64) {
        self.collect().push(Step::Free(address));
    }

    /// Lets the CPU synchronise, as by an exception return.
    pub fn synchronise(&self) {
        self.collect().push(Step::Instruction(Instruction::Isb));
    }

    /// Gives the CPUs the erratum for which an invalidation is repeated.
    pub fn on_affected_cpus(&self) {
        self.is_affected.set(true);
    }

    /// Lets the CPU use every address that the model looks at.
    pub fn access_all(&self) {
        self.addresses.iter().for_each(|&address| self.access(address));
    }

    /// Lets the CPU write data into a page that was a table.
    pub fn write_data(&self, page: u64) {
        self.collect().push(Step::WriteData(page));
    }

    /// Returns the entry for `address` in the table of `level`, if that table is linked.
    pub fn entry(&self, address: u64, level: usize) -> Option<&'static AtomicU64> {
        self.entries(address, level).map(|entries| &entries[0])
    }

    /// Returns that entry, and those after it in the table.
    pub fn entries(&self, address: u64, level: usize) -> Option<&'static [AtomicU64]> {
        let mut table = self.space.root().address();
        for upper in 0..=level {
            let frame = self.space.frames().all().find(|frame| frame.address() == table)?;
            let entries =
                &self.space.frames().page(frame).0[(address >> (39 - 9 * upper)) as usize % 512..];
            if upper == level {
                return Some(entries);
            }
            let descriptor = entries[0].load(Relaxed);
            table = (descriptor & TABLE == TABLE).then_some(descriptor & ADDRESS)?;
        }
        None
    }

    /// Returns the steps so far.
    pub fn steps(&self) -> Vec<(Cpu, Step)> {
        self.collect().steps.clone()
    }

    /// Returns how many steps are preparation.
    pub fn preparation(&self) -> usize {
        self.collect().prepared
    }

    /// Puts the trace to the model.
    ///
    /// # Errors
    ///
    /// Fails with the first step that fails.
    pub fn check(&self) -> Result<(), Failure> {
        run(&mut self.model(&[]), &self.steps(), 0)
    }

    /// Leaves out each barrier and invalidation after the preparation, one by one. Returns the
    /// steps that the model does not miss, and how many barriers and invalidations there are.
    ///
    /// # Panics
    ///
    /// Panics if the model finds something wrong with all of them in place.
    pub fn not_missed(&self) -> (Vec<usize>, usize) {
        let (mut not_missed, mut removals) = (Vec::new(), 0);
        let steps = self.steps();
        let prepared = self.recording.borrow().prepared;
        let mut model = self.model(&[]);
        for (index, &(cpu, step)) in steps.iter().enumerate() {
            if let Step::Instruction(instruction) = step
                && index >= prepared
                && !matches!(instruction, Instruction::Store { .. } | Instruction::At(_))
            {
                removals += 1;
                if run(&mut model.clone(), &steps[index + 1..], index + 1).is_ok() {
                    not_missed.push(index);
                }
            }
            model.step(cpu, step).unwrap_or_else(|error| panic!("step {index}: {error}"));
        }
        (not_missed, removals)
    }

    /// Returns the machine before the first step, which looks at these addresses, too.
    pub fn model(&self, more: &[u64]) -> Model {
        let model = Model::new(self.space.root().address(), &[&self.addresses, more].concat());
        if self.is_affected.get() { model.affected() } else { model }
    }

    /// Adds the instructions recorded since the last call, which are of the CPU that ran until now.
    fn collect(&self) -> RefMut<'_, Recording> {
        let mut recording = self.recording.borrow_mut();
        for instruction in record::take() {
            recording.instruction(instruction);
        }
        recording
    }
}

impl Recording {
    fn push(&mut self, step: Step) {
        self.steps.push((self.cpu, step));
    }

    fn instruction(&mut self, instruction: Instruction) {
        if let Instruction::Store { entry, descriptor } = instruction {
            self.link(entry, descriptor);
        }
        self.push(Step::Instruction(instruction));
    }

    /// Notes that a page becomes a table. The CPU that links it has zeroed it, as late as possible:
    /// just before its first entry was stored, or else before the `dmb` of the link, if there is
    /// one.
    fn link(&mut self, entry: u64, descriptor: u64) {
        let Some(&level) =
            self.levels.get(&(entry & !(PAGE - 1))).filter(|&&level| level < LEAF_LEVEL)
        else {
            return;
        };
        if let Some(old) = self.links.remove(&entry) {
            self.levels.remove(&old);
        }
        if descriptor & TABLE != TABLE {
            return;
        }
        let table = descriptor & ADDRESS;
        self.links.insert(entry, table);
        self.levels.insert(table, level + 1);
        let has_dmb =
            self.steps.last() == Some(&(self.cpu, Step::Instruction(Instruction::DmbIshst)));
        let latest = self.steps.len() - usize::from(has_dmb);
        let taken = self.steps.iter().rposition(|&(_, step)| {
            step == Step::ClearTable(table) || step == Step::WriteData(table)
        });
        let taken = taken.map_or(0, |step| step + 1);
        let filled = self.steps[taken..].iter().position(|&(_, step)| is_store_into(table, step));
        let place = filled.map_or(latest, |step| taken + step);
        self.steps.insert(place, (self.cpu, Step::ClearTable(table)));
    }
}

fn is_store_into(page: u64, step: Step) -> bool {
    matches!(step, Step::Instruction(Instruction::Store { entry, .. }) if entry & !(PAGE - 1) == page)
}

/// Does `steps`, whose first one has the number `first`.
///
/// # Errors
///
/// Fails with the first step that fails.
pub fn run(model: &mut Model, steps: &[(Cpu, Step)], first: usize) -> Result<(), Failure> {
    for (step, &(cpu, done)) in (first..).zip(steps) {
        model.step(cpu, done).map_err(|error| Failure { step, error })?;
    }
    Ok(())
}

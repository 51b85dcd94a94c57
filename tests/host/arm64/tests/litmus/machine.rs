//! [`Machine`]: a litmus program on the model MMU, in every order that its CPUs may execute it.
//!
//! The model knows stores to tables, barriers and translations. This machine adds what a program
//! has besides. A load of a word that tells a CPU something may come late, after everything that
//! does not wait for it; and so may a store of data. An access that has been translated is done
//! before an invalidation of that translation is complete.

use std::collections::BTreeMap;

use lazy_mmu_arm64::record::{Instruction, Tlbi};
use model_litmus::{Column, Program};
use model_mmu::CPUS;
use model_mmu::invalidation::ASID;
use model_mmu::model::{Model, Step};

use crate::operation::Operation;
use crate::state::State;
use crate::thread::Thread;
use crate::value::{Leaf, Value};

const START: u64 = 0xffff_8000_0000_0000;
const PAGE: u64 = 4096;
const TABLES: [u64; 4] = [0x1000, 0x2000, 0x3000, 0x4000];
const FRAMES: u64 = 0x10_0000;
const VALID: u64 = 1;
const TABLE: u64 = 0b11;
const READ_ONLY: u64 = 1 << 7;
const ACCESSED: u64 = 1 << 10;
const MANAGED: u64 = 1 << 51;
const ADDRESS: u64 = 0xffff_f000;

/// A program, and the places of its words and entries in the model.
pub struct Machine {
    /// The operations of each CPU.
    pub threads: Vec<Vec<Operation>>,
    /// The operations of each CPU's fault handler, if it has one that returns.
    pub handlers: Vec<Option<Vec<Operation>>>,
    /// The words that have an entry, by their page.
    translated: Vec<String>,
    /// The words, by their frame.
    frames: Vec<String>,
    /// Whether the CPUs have the erratum of CVE-2025-10263: a store may still be under way when its
    /// translation is gone.
    is_affected: bool,
}

impl Machine {
    /// Makes the machine and its first state.
    ///
    /// # Errors
    ///
    /// The part of the program that the model does not know.
    pub fn new(program: &Program) -> Result<(Self, State), String> {
        // `TTHM=P1:HD`: P1's hardware may write the dirty state. No other CPU stores through an
        // entry that allows it.
        let unknown = program
            .options
            .iter()
            .find(|option| !["Variant=vmsa", "TTHM=P1:HD"].contains(&option.as_str()));
        if let Some(option) = unknown {
            return Err(format!("the option {option}"));
        }
        let values: BTreeMap<_, _> = program
            .initial
            .iter()
            .map(|(place, value)| (place.clone(), Value::parse(value)))
            .collect();
        let translated = values
            .keys()
            .filter_map(|place| place.strip_prefix("PTE(")?.strip_suffix(')').map(str::to_owned))
            .collect();
        let column = |name: &str| {
            program.column(name).map(|Column { instructions, .. }| {
                instructions.iter().map(Operation::parse).collect()
            })
        };
        let cpus = (0..CPUS).map_while(|cpu| column(&format!("P{cpu}"))).collect::<Vec<_>>();
        let handlers = (0..cpus.len()).map(|cpu| column(&format!("P{cpu}.F"))).collect();
        let mut machine =
            Self { threads: cpus, handlers, translated, frames: Vec::new(), is_affected: false };
        for value in values.values() {
            if let Value::Leaf(leaf) = value
                && !machine.frames.contains(&leaf.frame)
            {
                machine.frames.push(leaf.frame.clone());
            }
        }
        let state = machine.start(&values);
        Ok((machine, state))
    }

    fn start(&self, values: &BTreeMap<String, Value>) -> State {
        let addresses: Vec<_> = self.translated.iter().map(|word| self.address(word)).collect();
        let mut model = Model::new(TABLES[0], &addresses);
        let mut step = |cpu, step| model.step(cpu, step).expect("nothing is used yet");
        TABLES[1..].iter().for_each(|&table| step(0, Step::ClearTable(table)));
        step(0, Step::Instruction(Instruction::DsbIsh));
        for tables in TABLES.windows(2) {
            let index = if tables[0] == TABLES[0] { START >> 39 & 511 } else { 0 };
            step(
                0,
                Step::Instruction(Instruction::Store {
                    entry: tables[0] + 8 * index,
                    descriptor: tables[1] | TABLE,
                }),
            );
        }
        for word in &self.translated {
            let Some(Value::Leaf(leaf)) = values.get(&format!("PTE({word})")) else {
                panic!("{word} has no entry")
            };
            step(
                0,
                Step::Instruction(Instruction::Store {
                    entry: self.entry(word),
                    descriptor: self.descriptor(leaf),
                }),
            );
        }
        step(0, Step::Instruction(Instruction::DsbIsh));
        (0..CPUS).for_each(|cpu| step(cpu, Step::Instruction(Instruction::Isb)));
        let registers = |cpu: usize| {
            let own = values.iter().filter_map(|(place, value)| {
                Some((place.strip_prefix(&format!("{cpu}:X"))?.to_owned(), value.clone()))
            });
            own.collect()
        };
        let words = values
            .iter()
            .filter(|(place, _)| !place.contains([':', '(']))
            .map(|(word, value)| (word.clone(), value.clone()));
        let threads = (0..self.threads.len()).map(|cpu| Thread::new(registers(cpu))).collect();
        State { model, threads, words: words.collect() }
    }

    /// Returns the same with CPUs that have the erratum for which an invalidation is repeated.
    pub fn affected(self, start: State) -> (Self, State) {
        (Self { is_affected: true, ..self }, State { model: start.model.affected(), ..start })
    }

    /// Returns whether a store through this word may still arrive, though nothing translates it any
    /// more.
    pub fn is_in_flight(&self, model: &Model, word: &str) -> bool {
        self.is_affected && model.clone().step(0, Step::Free(self.address(word))).is_err()
    }

    /// Returns whether the model translates this word.
    pub fn is_translated(&self, word: &str) -> bool {
        self.translated.iter().any(|translated| translated == word)
    }

    /// Returns the address of a word that is translated.
    pub fn address(&self, word: &str) -> u64 {
        let page = self.translated.iter().position(|translated| translated == word);
        START + PAGE * page.unwrap_or_else(|| panic!("{word} has no entry")) as u64
    }

    /// Returns the address of the entry for that word.
    pub fn entry(&self, word: &str) -> u64 {
        TABLES[3] + (self.address(word) - START) / PAGE * 8
    }

    /// Returns an entry as the model has it. For a walker an entry without the Access flag is like
    /// an invalid one, since no TLB holds it.
    pub fn descriptor(&self, leaf: &Leaf) -> u64 {
        let frame = self
            .frames
            .iter()
            .position(|frame| *frame == leaf.frame)
            .expect("each frame has a number") as u64;
        let kind = if leaf.is_valid && leaf.is_accessed { TABLE } else { TABLE & !VALID };
        let flags = [
            (!leaf.is_writable, READ_ONLY),
            (leaf.is_accessed, ACCESSED),
            (leaf.is_managed, MANAGED),
        ];
        let flags = flags.iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag).sum::<u64>();
        (FRAMES + frame * PAGE) | kind | flags
    }

    /// Returns the model's entry in the words of a litmus test.
    pub fn leaf(&self, descriptor: u64) -> Leaf {
        let frame = ((descriptor & ADDRESS) - FRAMES) / PAGE;
        Leaf {
            frame: self.frames[usize::try_from(frame).expect("few frames")].clone(),
            is_valid: descriptor & VALID != 0,
            is_writable: descriptor & READ_ONLY == 0,
            is_accessed: descriptor & ACCESSED != 0,
            is_managed: descriptor & MANAGED != 0,
        }
    }

    /// Returns a TLBI by its name, for this word.
    pub fn tlbi(&self, name: &str, word: Option<&str>) -> Instruction {
        // A word without an entry does not matter: its address is far away.
        let page = word.map_or(0, |word| {
            if self.is_translated(word) { self.address(word) >> 12 & 0xfff_ffff_ffff } else { 1 }
        });
        let asid = u64::from(ASID) << 48;
        let (operation, operand) = match name {
            "VAALE1IS" => (Tlbi::Vaale1is, page),
            "VAAE1IS" => (Tlbi::Vaae1is, page),
            "VALE1IS" => (Tlbi::Vale1is, asid | page),
            "ASIDE1IS" => (Tlbi::Aside1is, asid),
            "VMALLE1IS" => (Tlbi::Vmalle1is, 0),
            "VAALE1" => (Tlbi::Vaale1, page),
            other => panic!("`TLBI {other}` is not known here"),
        };
        Instruction::Tlbi(operation, operand)
    }

    /// Returns whether some order comes to an end for which `holds` is true.
    pub fn comes_to(&self, start: State, holds: impl Fn(&State) -> bool) -> bool {
        let mut open = vec![start.started(self)];
        while let Some(mut state) = open.pop() {
            if state.is_over(self) {
                state.words.extend(
                    self.translated
                        .iter()
                        .map(|word| (format!("PTE({word})"), state.latest(self, word)))
                        .collect::<Vec<_>>(),
                );
                if holds(&state) {
                    return true;
                }
            } else {
                state.successors(self, &mut open);
            }
        }
        false
    }
}

//! The accesses of a [`State`]: loads and stores by a translation, and faults.

use lazy_mmu_arm64::record::Instruction;
use model_mmu::translation::Outcome;

use crate::machine::Machine;
use crate::state::State;
use crate::thread::Late;
use crate::value::{Leaf, Value};

impl State {
    pub fn load(&self, machine: &Machine, cpu: usize, word: &str, to: &str, all: &mut Vec<Self>) {
        let address = machine.address(word);
        let decided = self.threads[cpu].translated;
        for outcome in self
            .model
            .possible(cpu, address)
            .into_iter()
            .filter(|&outcome| decided.is_none_or(|decided| decided == outcome))
        {
            let Outcome::Leaf(descriptor, _) = outcome else {
                self.fault(machine, cpu, word, all);
                continue;
            };
            let mut state = self.clone();
            if !self.threads[cpu].waiting.iter().any(|waiting| waiting.acquires) {
                let value = self.word_as_seen(cpu, &machine.leaf(descriptor).frame);
                let thread = &mut state.threads[cpu];
                thread.registers.insert(to.to_owned(), value);
                thread.translated = None;
                thread.advance();
                state.run_on(machine, cpu);
            } else if decided.is_none() {
                state.threads[cpu].translated = Some(outcome);
            } else {
                continue;
            }
            all.push(state);
        }
    }

    pub fn store(
        &self,
        machine: &Machine,
        cpu: usize,
        word: &str,
        value: &Value,
        all: &mut Vec<Self>,
    ) {
        for outcome in self.model.possible(cpu, machine.address(word)) {
            match outcome {
                Outcome::Leaf(descriptor, _)
                    if self.is_allowed(machine, word, &machine.leaf(descriptor)) =>
                {
                    let mut state = self.clone();
                    let leaf = machine.leaf(descriptor);
                    if !leaf.is_writable {
                        let descriptor =
                            machine.descriptor(&Leaf { is_writable: true, ..leaf.clone() });
                        state.step(
                            cpu,
                            Instruction::Store { entry: machine.entry(word), descriptor },
                        );
                    }
                    let frame = leaf.frame;
                    state.threads[cpu].stores.push(Late {
                        frame,
                        value: value.clone(),
                        by: Some((word.to_owned(), outcome)),
                    });
                    state.threads[cpu].advance();
                    state.run_on(machine, cpu);
                    all.push(state);
                }
                _ => self.fault(machine, cpu, word, all),
            }
        }
    }

    /// Returns whether this translation allows a store. The hardware makes an entry writable
    /// atomically, and only if memory still has that entry.
    fn is_allowed(&self, machine: &Machine, word: &str, leaf: &Leaf) -> bool {
        leaf.is_writable
            || leaf.is_managed && self.latest(machine, word) == Value::Leaf(leaf.clone())
    }

    /// Takes a fault: the CPU stops, or runs its handler and then tries again.
    fn fault(&self, machine: &Machine, cpu: usize, word: &str, all: &mut Vec<Self>) {
        if self.threads[cpu].is_branched {
            return;
        }
        let mut state = self.clone();
        let thread = &mut state.threads[cpu];
        thread.faults.push((thread.label.clone(), word.to_owned()));
        if machine.handlers[cpu].is_some() {
            thread.handler = Some(0);
            state.step(cpu, Instruction::Isb);
        } else {
            thread.is_stopped = true;
        }
        state.run_on(machine, cpu);
        all.push(state);
    }
}

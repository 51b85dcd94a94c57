//! [`State`]: how far a program has come, and all states that may follow.

use std::collections::BTreeMap;

use lazy_mmu_arm64::record::Instruction;
use model_mmu::model::{Model, Step};
use model_mmu::translation::Outcome;

use crate::condition::End;
use crate::machine::Machine;
use crate::operation::Operation;
use crate::thread::{From, Late, Thread, Waiting};
use crate::value::Value;

#[derive(Clone)]
pub struct State {
    pub model: Model,
    pub threads: Vec<Thread>,
    /// The words, by their frame; at the end, entries too, as `PTE(x)`.
    pub words: BTreeMap<String, Value>,
}

impl State {
    /// Runs each CPU up to its first step that another CPU may notice.
    pub fn started(mut self, machine: &Machine) -> Self {
        (0..self.threads.len()).for_each(|cpu| self.run_on(machine, cpu));
        self
    }

    pub fn is_over(&self, machine: &Machine) -> bool {
        let is_over = |(cpu, thread): (usize, &Thread)| {
            thread.waiting.is_empty()
                && thread.stores.is_empty()
                && (thread.is_stopped || self.operation(machine, cpu).is_none())
        };
        self.threads.iter().enumerate().all(is_over)
    }

    /// Adds all states that may follow to `all`.
    pub fn successors(&self, machine: &Machine, all: &mut Vec<Self>) {
        for cpu in 0..self.threads.len() {
            all.extend(self.load_that_waited(machine, cpu));
            all.extend(
                (0..self.threads[cpu].stores.len())
                    .filter_map(|late| self.late_store(machine, cpu, late)),
            );
            if !self.threads[cpu].is_stopped
                && let Some(operation) = self.operation(machine, cpu)
            {
                self.execute(machine, cpu, operation, all);
            }
        }
    }

    fn operation<'a>(&self, machine: &'a Machine, cpu: usize) -> Option<&'a Operation> {
        let thread = &self.threads[cpu];
        match (thread.handler, &machine.handlers[cpu]) {
            (Some(next), Some(handler)) => handler.get(next),
            _ => machine.threads[cpu].get(thread.next),
        }
    }

    /// Does the steps at once that no other CPU notices.
    pub fn run_on(&mut self, machine: &Machine, cpu: usize) {
        while let Some(operation) = self.operation(machine, cpu) {
            let thread = &mut self.threads[cpu];
            match operation {
                Operation::Label(label) => thread.label.clone_from(label),
                Operation::Copy(to, from) => {
                    _ = thread.registers.insert(to.clone(), thread.register(from))
                }
                Operation::Count(register) => {
                    let Value::Number(count) = thread.register(register) else {
                        panic!("the register counts, and holds no number")
                    };
                    thread.registers.insert(register.clone(), Value::Number(count + 1));
                    // The tests ask about two rounds.
                    thread.is_stopped = count > 0;
                }
                Operation::Branch => thread.is_branched = !thread.waiting.is_empty(),
                Operation::Nothing => (),
                _ => return,
            }
            thread.advance();
        }
    }

    fn load_that_waited(&self, machine: &Machine, cpu: usize) -> Option<Self> {
        let first = self.threads[cpu].waiting.first()?;
        let value = match &first.from {
            From::Word(word) => self.word_as_seen(cpu, word),
            From::Entry(word, other) => {
                Some(self.latest(machine, word)).filter(|value| value != other)?
            }
        };
        let mut state = self.clone();
        let thread = &mut state.threads[cpu];
        let Waiting { register, from, .. } = thread.waiting.remove(0);
        thread.is_branched &= !thread.waiting.is_empty();
        let told = match (&from, &value) {
            (From::Entry(word, _), _) => Some(Step::Find(machine.entry(word))),
            (_, Value::Address(word)) if machine.is_translated(word) => {
                Some(Step::Learn(machine.address(word)))
            }
            _ => None,
        };
        thread.registers.insert(register, value);
        if let Some(step) = told {
            state.model.step(cpu, step).expect("the step uses no address");
        }
        Some(state)
    }

    /// Does a store that came late, if it was done before its translation was gone.
    fn late_store(&self, machine: &Machine, cpu: usize, late: usize) -> Option<Self> {
        let mut state = self.clone();
        let Late { frame, value, by } = state.threads[cpu].stores.remove(late);
        by.is_none_or(|(word, outcome)| self.may_arrive(machine, cpu, &word, outcome)).then(|| {
            state.words.insert(frame, value);
            state
        })
    }

    fn may_arrive(&self, machine: &Machine, cpu: usize, word: &str, outcome: Outcome) -> bool {
        self.model.possible(cpu, machine.address(word)).contains(&outcome)
            || machine.is_in_flight(&self.model, word)
    }

    /// Returns what was stored last to the entry for this word.
    pub fn latest(&self, machine: &Machine, word: &str) -> Value {
        Value::Leaf(machine.leaf(self.model.latest(machine.entry(word))))
    }

    pub fn word_as_seen(&self, cpu: usize, frame: &str) -> Value {
        let own = self.threads[cpu]
            .stores
            .iter()
            .rev()
            .find(|late| late.frame == frame)
            .map(|late| late.value.clone());
        own.unwrap_or_else(|| self.word(frame))
    }

    fn execute(&self, machine: &Machine, cpu: usize, operation: &Operation, all: &mut Vec<Self>) {
        let thread = &self.threads[cpu];
        let mut then = |change: &mut dyn FnMut(&mut Self)| {
            let mut state = self.clone();
            change(&mut state);
            state.threads[cpu].advance();
            state.run_on(machine, cpu);
            all.push(state);
        };
        match operation {
            Operation::Load { at, .. } if thread.is_waiting_for(at) => (),
            Operation::Load { to, at, acquires } => match thread.register(at) {
                Value::Entry(word) => then(&mut |state| {
                    let found = state.latest(machine, &word);
                    state.threads[cpu].registers.insert(to.clone(), found);
                }),
                Value::Address(word) if machine.is_translated(&word) => {
                    self.load(machine, cpu, &word, to, all)
                }
                Value::Address(word) => then(&mut |state| {
                    let from = From::Word(word.clone());
                    state.threads[cpu].waiting.push(Waiting {
                        register: to.clone(),
                        from,
                        acquires: *acquires,
                    });
                }),
                other => panic!("{other:?} is no address"),
            },
            Operation::Store { releases: true, .. }
                if !thread.waiting.is_empty() || !thread.stores.is_empty() => {}
            Operation::Store { at, .. } | Operation::Swap { at, .. }
                if !thread.may_be_seen() || thread.is_waiting_for(at) => {}
            Operation::Store { value, at, releases } => {
                match (thread.register(at), thread.register(value)) {
                    (Value::Entry(word), Value::Leaf(leaf)) => then(&mut |state| {
                        let stored = Instruction::Store {
                            entry: machine.entry(&word),
                            descriptor: machine.descriptor(&leaf),
                        };
                        state.step(cpu, stored);
                    }),
                    (Value::Address(word), value) if machine.is_translated(&word) => {
                        self.store(machine, cpu, &word, &value, all)
                    }
                    (Value::Address(word), value) if *releases => then(&mut |state| {
                        state.model.step(cpu, Step::Tell).expect("the step uses no address");
                        state.words.insert(word.clone(), value.clone());
                    }),
                    (Value::Address(word), value) => then(&mut |state| {
                        state.threads[cpu].stores.push(Late {
                            frame: word.clone(),
                            value: value.clone(),
                            by: None,
                        });
                    }),
                    other => panic!("{other:?} is no place and its value"),
                }
            }
            Operation::Swap { old, compares, new, at } => {
                let (Value::Entry(word), Value::Leaf(leaf)) =
                    (thread.register(at), thread.register(new))
                else {
                    panic!("no entry")
                };
                let (found, wanted) = (self.latest(machine, &word), thread.register(old));
                if !compares || found == wanted {
                    then(&mut |state| {
                        state.step(
                            cpu,
                            Instruction::Store {
                                entry: machine.entry(&word),
                                descriptor: machine.descriptor(&leaf),
                            },
                        );
                        state.threads[cpu].registers.insert(old.clone(), found.clone());
                    });
                }
                if *compares {
                    then(&mut |state| {
                        let from = From::Entry(word.clone(), wanted.clone());
                        state.threads[cpu].waiting.push(Waiting {
                            register: old.clone(),
                            from,
                            acquires: false,
                        });
                    });
                }
            }
            Operation::Ordered(barrier) if thread.stores.is_empty() => {
                then(&mut |state| state.step(cpu, *barrier))
            }
            Operation::Complete(barrier)
                if thread.stores.is_empty() && thread.waiting.is_empty() =>
            {
                then(&mut |state| state.step(cpu, *barrier));
            }
            Operation::Tlbi(name, register) if thread.may_be_seen() => {
                let word = register.as_ref().map(|register| thread.register(register));
                let word = word.as_ref().and_then(|word| {
                    if let Value::Address(word) = word { Some(word.as_str()) } else { None }
                });
                then(&mut |state| state.step(cpu, machine.tlbi(name, word)));
            }
            Operation::Synchronise if !thread.is_branched => {
                then(&mut |state| state.step(cpu, Instruction::Isb))
            }
            Operation::Call | Operation::Return if !thread.is_branched => {
                let mut state = self.clone();
                state.step(cpu, Instruction::Isb);
                let thread = &mut state.threads[cpu];
                if thread.handler.take().is_none() {
                    thread.advance();
                }
                thread.handler = matches!(operation, Operation::Call).then_some(0);
                state.run_on(machine, cpu);
                all.push(state);
            }
            _ => (),
        }
    }

    pub fn step(&mut self, cpu: usize, instruction: Instruction) {
        self.model.step(cpu, Step::Instruction(instruction)).expect("the step uses no address");
    }
}

impl End for State {
    fn faulted(&self, cpu: &str, label: &str, address: &str) -> bool {
        let thread = &self.threads[cpu.parse::<usize>().expect("a number")];
        thread.faults.iter().any(|(at, of)| at == label && of == address)
    }

    fn register(&self, place: &str) -> Option<Value> {
        let (cpu, register) = place.split_once(":X")?;
        Some(self.threads[cpu.parse::<usize>().ok()?].register(register))
    }

    fn word(&self, word: &str) -> Value {
        self.words.get(word).cloned().unwrap_or(Value::Number(0))
    }
}

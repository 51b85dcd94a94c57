//! [`Thread`]: a CPU of a litmus program.

use std::collections::BTreeMap;

use model_mmu::translation::Outcome;

use crate::value::Value;

/// A CPU: its next operation, and its late loads and stores.
#[derive(Clone)]
pub struct Thread {
    pub next: usize,
    /// The next operation of its handler, while it runs there.
    pub handler: Option<usize>,
    pub label: String,
    pub registers: BTreeMap<String, Value>,
    /// Loads that come late.
    pub waiting: Vec<Waiting>,
    /// Whether a branch depends on one of these loads.
    pub is_branched: bool,
    /// Stores that come late.
    pub stores: Vec<Late>,
    /// The translation of the next access, if it is decided.
    pub translated: Option<Outcome>,
    pub faults: Vec<(String, String)>,
    pub is_stopped: bool,
}

/// A load that comes late.
#[derive(Clone)]
pub struct Waiting {
    pub register: String,
    pub from: From,
    pub acquires: bool,
}

/// The source of a late load.
#[derive(Clone)]
pub enum From {
    Word(String),
    /// The entry for this word, after a compare and swap that failed: not this value.
    Entry(String, Value),
}

/// A store of data that comes late.
#[derive(Clone)]
pub struct Late {
    pub frame: String,
    pub value: Value,
    /// The word and the translation that the store uses.
    pub by: Option<(String, Outcome)>,
}

impl Thread {
    pub fn new(registers: BTreeMap<String, Value>) -> Self {
        Self {
            next: 0,
            handler: None,
            label: String::new(),
            registers,
            waiting: Vec::new(),
            is_branched: false,
            stores: Vec::new(),
            translated: None,
            faults: Vec::new(),
            is_stopped: false,
        }
    }

    pub fn register(&self, name: &str) -> Value {
        self.registers.get(name).cloned().unwrap_or(Value::Number(0))
    }

    pub fn is_waiting_for(&self, register: &str) -> bool {
        self.waiting.iter().any(|waiting| waiting.register == register)
    }

    /// Returns whether a step that other CPUs see may come before the loads that wait.
    pub fn may_be_seen(&self) -> bool {
        !self.is_branched && !self.waiting.iter().any(|waiting| waiting.acquires)
    }

    pub fn advance(&mut self) {
        *self.handler.as_mut().unwrap_or(&mut self.next) += 1;
    }
}

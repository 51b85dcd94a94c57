//! [`Thread`]: a CPU of a litmus program.

use std::collections::BTreeMap;

use model_mmu::translation::Outcome;

use crate::value::Value;

/// A CPU: what comes next, and what comes late.
#[derive(Clone)]
pub struct Thread {
    pub next: usize,
    /// In its handler, what comes next there.
    pub handler: Option<usize>,
    pub label: String,
    pub registers: BTreeMap<String, Value>,
    /// Loads that come late.
    pub waiting: Vec<Waiting>,
    /// A branch depends on one of them.
    pub is_branched: bool,
    /// Stores that come late.
    pub stores: Vec<Late>,
    /// How the next access is translated, if that is decided.
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

/// What it loads.
#[derive(Clone)]
pub enum From {
    Word(String),
    /// The entry for this word, which is not this, as a compare and swap has failed.
    Entry(String, Value),
}

/// A store of data that comes late.
#[derive(Clone)]
pub struct Late {
    pub frame: String,
    pub value: Value,
    /// The word and its translation, by which it is stored.
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

    /// Whether something that others see may come before the loads that wait.
    pub fn may_be_seen(&self) -> bool {
        !self.is_branched && !self.waiting.iter().any(|waiting| waiting.acquires)
    }

    pub fn advance(&mut self) {
        *self.handler.as_mut().unwrap_or(&mut self.next) += 1;
    }
}

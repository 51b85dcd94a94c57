//! [`Condition`]: the outcome that a litmus test asks about.

use crate::value::Value;

/// A condition of `\/`, `/\`, `~`, and the facts that they join.
#[derive(Debug)]
pub enum Condition {
    Any(Vec<Condition>),
    All(Vec<Condition>),
    Not(Box<Condition>),
    /// `fault(P1:L0,x)`: the CPU, the label and the address.
    Fault(String, String, String),
    /// `1:X3=2`
    Register(String, Value),
    /// `[z]=1`
    Word(String, Value),
}

impl Condition {
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        for (operator, join) in [(r"\/", Self::Any as fn(Vec<Self>) -> Self), (r"/\", Self::All)] {
            let parts = split(text, operator);
            if parts.len() > 1 {
                return join(parts.into_iter().map(Self::parse).collect());
            }
        }
        if let Some(inner) = text.strip_prefix('~') {
            return Self::Not(Box::new(Self::parse(inner)));
        }
        if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            return Self::parse(inner);
        }
        if let Some(inner) = text.strip_prefix("fault(P").and_then(|rest| rest.strip_suffix(')')) {
            let (place, address) = inner.split_once(',').expect("an address");
            let (cpu, label) = place.split_once(':').expect("a label");
            return Self::Fault(cpu.to_owned(), label.to_owned(), address.to_owned());
        }
        let (place, value) = text.split_once('=').expect("a value");
        let value = Value::parse(value);
        match place.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(word) => Self::Word(word.to_owned(), value),
            None => Self::Register(place.to_owned(), value),
        }
    }

    /// Returns whether the condition holds at this end.
    pub fn holds(&self, end: &impl End) -> bool {
        match self {
            Self::Any(parts) => parts.iter().any(|part| part.holds(end)),
            Self::All(parts) => parts.iter().all(|part| part.holds(end)),
            Self::Not(part) => !part.holds(end),
            Self::Fault(cpu, label, address) => end.faulted(cpu, label, address),
            Self::Register(place, value) => {
                end.register(place).is_some_and(|found| found == *value)
            }
            Self::Word(word, value) => end.word(word) == *value,
        }
    }
}

/// The end of a program: its faults, registers and words.
pub trait End {
    fn faulted(&self, cpu: &str, label: &str, address: &str) -> bool;
    fn register(&self, place: &str) -> Option<Value>;
    /// Returns the value of a word, or of an entry as `PTE(x)`.
    fn word(&self, word: &str) -> Value;
}

/// Splits at the operators that stand in no parentheses.
fn split<'a>(text: &'a str, operator: &str) -> Vec<&'a str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0);
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 && at >= start && text[at..].starts_with(operator) => {
                parts.push(&text[start..at]);
                start = at + operator.len();
            }
            _ => (),
        }
    }
    parts.push(&text[start..]);
    parts
}

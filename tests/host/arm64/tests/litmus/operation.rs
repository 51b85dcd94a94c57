//! [`Operation`]: the effect of an instruction of a litmus program.

use lazy_mmu_arm64::record::Instruction as Recorded;
use model_litmus::Instruction;

/// An operation. Registers are numbers without their letter.
#[derive(Clone, Debug)]
pub enum Operation {
    Label(String),
    /// A register gets the value of another one: the operand of a TLBI.
    Copy(String, String),
    /// A register grows by one.
    Count(String),
    /// A branch to the next instruction, which depends on what was loaded.
    Branch,
    /// An instruction without an effect that matters here.
    Nothing,
    Load {
        to: String,
        at: String,
        acquires: bool,
    },
    Store {
        value: String,
        at: String,
        releases: bool,
    },
    /// A compare and swap, or a swap if there is nothing to compare with.
    Swap {
        old: String,
        compares: bool,
        new: String,
        at: String,
    },
    /// A barrier of stores.
    Ordered(Recorded),
    /// A barrier of loads and stores.
    Complete(Recorded),
    /// A TLBI: its name, and its register.
    Tlbi(String, Option<String>),
    /// `ISB`
    Synchronise,
    /// `SVC`
    Call,
    /// `ERET`
    Return,
}

impl Operation {
    /// Returns the operation of an instruction.
    ///
    /// # Panics
    ///
    /// Panics if the instruction is not known here.
    pub fn parse(instruction: &Instruction) -> Self {
        let operand = |index: usize| instruction.operands.get(index).map_or("", String::as_str);
        let register = |index: usize| operand(index).trim_matches(['[', ']', 'X', 'W']).to_owned();
        match (instruction.mnemonic.as_str(), operand(0)) {
            (label, _) if label.ends_with(':') => {
                Self::Label(label.trim_end_matches(':').to_owned())
            }
            ("LSR", _) => Self::Copy(register(0), register(1)),
            ("ADD", _) => Self::Count(register(0)),
            ("CBZ" | "B.NE", _) => Self::Branch,
            ("CMP" | "ADR" | "MSR" | "NOP", _) => Self::Nothing,
            (load @ ("LDR" | "LDAR" | "LDXR"), _) => {
                Self::Load { to: register(0), at: register(1), acquires: load == "LDAR" }
            }
            (store @ ("STR" | "STLR"), _) => {
                Self::Store { value: register(0), at: register(1), releases: store == "STLR" }
            }
            ("STXR", _) => Self::Store { value: register(1), at: register(2), releases: false },
            ("CAS", _) => {
                Self::Swap { old: register(0), compares: true, new: register(1), at: register(2) }
            }
            ("SWP", _) => {
                Self::Swap { old: register(1), compares: false, new: register(0), at: register(2) }
            }
            ("DSB", "ISHST") => Self::Ordered(Recorded::DsbIshst),
            ("DMB", "ISHST") => Self::Ordered(Recorded::DmbIshst),
            ("DSB", "ISH") => Self::Complete(Recorded::DsbIsh),
            ("DSB", "NSH") => Self::Complete(Recorded::DsbNsh),
            // The model's weakest order of stores.
            ("DMB", "ISH") => Self::Complete(Recorded::DmbIshst),
            ("TLBI", name) => {
                Self::Tlbi(name.to_owned(), instruction.operands.get(1).map(|_| register(1)))
            }
            ("ISB", _) => Self::Synchronise,
            ("SVC", _) => Self::Call,
            ("ERET", _) => Self::Return,
            (other, _) => panic!("`{other}` is not known here"),
        }
    }
}

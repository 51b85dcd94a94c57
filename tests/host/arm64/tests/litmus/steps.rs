//! [`Step`]: an instruction that orders page-table stores, recorded or of a litmus program.

use lazy_mmu_arm64::record::Instruction as Recorded;
use model_litmus::{Instruction, Program};

/// An instruction of one of the crate's sequences, without its operands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// A store of a page-table entry, by any instruction.
    Store,
    /// `DSB ISHST`, `DMB ISHST`, `ISB`, `TLBI VAALE1IS`, and so on.
    Barrier(String),
}

impl Step {
    /// Returns the step with the manual's name.
    pub fn named(name: &str) -> Self {
        Self::Barrier(name.to_owned())
    }

    /// Returns the step of a recorded instruction, or `None` for the question to the MMU, which no
    /// litmus program asks.
    pub fn recorded(instruction: Recorded) -> Option<Self> {
        Some(match instruction {
            Recorded::Store { .. } => Self::Store,
            Recorded::DsbIshst => Self::named("DSB ISHST"),
            Recorded::DsbIsh => Self::named("DSB ISH"),
            Recorded::DsbNsh => Self::named("DSB NSH"),
            Recorded::DmbIshst => Self::named("DMB ISHST"),
            Recorded::Isb => Self::named("ISB"),
            Recorded::Tlbi(operation, _) => {
                Self::named(&format!("TLBI {operation:?}").to_uppercase())
            }
            Recorded::At(_) => return None,
        })
    }
}

/// Returns the steps of a column, in order, without the test's own instructions: computations,
/// flags, and uses of an address.
///
/// # Panics
///
/// Panics if an instruction is not known here.
pub fn of_column(program: &Program, name: &str) -> Vec<Step> {
    let column =
        program.column(name).unwrap_or_else(|| panic!("{} has no column {name}", program.name));
    let cpu = name.trim_start_matches('P').split('.').next().expect("a number");
    column.instructions.iter().filter_map(|instruction| step(program, cpu, instruction)).collect()
}

fn step(program: &Program, cpu: &str, instruction: &Instruction) -> Option<Step> {
    let first = || instruction.operands.first().map_or("", String::as_str);
    match instruction.mnemonic.as_str() {
        "STR" | "CAS" | "SWP" | "STXR" => {
            is_entry(program, cpu, instruction).then_some(Step::Store)
        }
        "ISB" => Some(Step::named("ISB")),
        "DSB" | "DMB" | "TLBI" => {
            Some(Step::named(&format!("{} {}", instruction.mnemonic, first())))
        }
        "LDR" | "LDAR" | "LDXR" | "STLR" | "LSR" | "ADD" | "ADR" | "MSR" | "CMP" | "CBZ"
        | "B.NE" | "SVC" | "ERET" => None,
        label if label.ends_with(':') => None,
        other => panic!("{}: `{other}` is not known here; add it to `step`", program.name),
    }
}

/// Returns whether the register of the address points to an entry at the start.
fn is_entry(program: &Program, cpu: &str, instruction: &Instruction) -> bool {
    let register =
        instruction.operands.last().map_or("", |operand| operand.trim_matches(['[', ']']));
    let place = format!("{cpu}:{register}");
    program.initial.iter().any(|(register, value)| *register == place && value.starts_with("PTE("))
}

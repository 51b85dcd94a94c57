//! The system instructions, loads and stores that each function really executes, in order.

mod adapters;
mod tlb;

use std::collections::BTreeMap;

/// Returns the system instructions, loads and stores of each function of `instructions`, without
/// register operands.
fn executed() -> BTreeMap<String, Vec<String>> {
    let mut functions = BTreeMap::new();
    let mut current: Vec<String> = Vec::new();
    for line in compiled::assembly("instructions", "").lines().map(str::trim) {
        if let Some(name) = line.strip_suffix(':').filter(|name| !name.starts_with('.')) {
            current.clear();
            functions.insert(name.to_owned(), Vec::new());
            current.push(name.to_owned());
        } else if let (Some(name), Some(instruction)) = (current.first(), instruction(line)) {
            functions.get_mut(name).expect("inserted above").push(instruction);
        }
    }
    functions
}

fn instruction(line: &str) -> Option<String> {
    let (name, operands) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let operands: Vec<&str> = operands.split(',').map(str::trim).collect();
    let is_register =
        |operand: &str| operand.starts_with('x') && operand[1..].parse::<u8>().is_ok();
    match name {
        "dsb" | "isb" | "dmb" | "tlbi" | "at" | "mrs" | "msr" => {
            let named: Vec<&str> = operands
                .into_iter()
                .filter(|operand| !operand.is_empty() && !is_register(operand))
                .collect();
            Some([&[name], &named[..]].concat().join(" "))
        }
        // A stack frame has no entries.
        "ldr" | "str" | "stp" if line.contains("[sp") => None,
        "ldr" | "str" | "stp" | "ldxr" | "stxr" | "casa" | "cas" => Some(name.to_owned()),
        _ => None,
    }
}

#[test]
fn each_function_executes_its_instructions_in_order() {
    let executed = executed();
    let fault = |at| {
        let sequence = [
            "mrs DAIF",
            "msr DAIFSet #15",
            "mrs PAR_EL1",
            at,
            "isb",
            "mrs PAR_EL1",
            "msr PAR_EL1",
            "msr DAIF",
        ];
        sequence.to_vec()
    };
    for (function, expected) in [
        ("pair", vec!["dsb ishst", "isb"]),
        ("pair_between_plain_accesses", vec!["str", "dsb ishst", "isb", "ldr", "str"]),
        ("context_switch", vec!["dsb ish"]),
        ("leaf", vec!["str", "dsb ishst", "isb"]),
        ("plain_entry", vec!["str", "str", "dsb ishst", "isb", "str"]),
        ("plain_run", vec!["str", "str", "dsb ishst", "isb", "stp"]),
        ("unwalked", vec!["str", "str"]),
        ("root", vec!["dsb ishst"]),
        ("run", vec!["str", "str", "dsb ishst", "isb"]),
        ("table", vec!["dmb ishst", "str", "dsb ishst", "isb"]),
        ("install", vec!["dmb ishst", "ldxr", "stxr", "dsb ishst", "isb", "dsb ish", "isb"]),
        ("task_in_sp_el0", vec!["mrs SP_EL0", "ldr"]),
        ("task_in_tpidr_el1", vec!["mrs TPIDR_EL1", "ldr"]),
        ("task_in_tpidr_el2", vec!["mrs TPIDR_EL2", "ldr"]),
        ("now_in_sp_el0", vec!["mrs SP_EL0", "ldr", "mrs SP_EL0", "ldr"]),
        ("switch_in_sp_el0", vec!["msr SP_EL0"]),
        ("now_in_tpidr_el1", vec!["mrs TPIDR_EL1", "ldr", "mrs TPIDR_EL1", "ldr"]),
        ("switch_in_tpidr_el1", vec!["msr TPIDR_EL1"]),
        ("now_in_tpidr_el2", vec!["mrs TPIDR_EL2", "ldr", "mrs TPIDR_EL2", "ldr"]),
        ("switch_in_tpidr_el2", vec!["msr TPIDR_EL2"]),
    ] {
        assert_eq!(
            executed.get(function).unwrap_or_else(|| panic!("{function} is compiled")),
            &expected,
            "{function}"
        );
    }
    let question = [vec!["mrs CurrentEL"], fault("at s1e2r"), fault("at s1e1r")].concat();
    assert_eq!(executed["fault"], [vec!["dsb ish", "isb"], question].concat());
}

//! Each form of `tlb` in assembly: its invalidations, ranges by their encodings, and the barriers
//! around them.

use std::collections::{BTreeMap, BTreeSet};

/// Returns the lines of each function, without labels and directives.
fn functions() -> BTreeMap<String, Vec<String>> {
    let mut functions = BTreeMap::<String, Vec<String>>::new();
    let mut current = String::new();
    for line in compiled::assembly("instructions", "").lines() {
        if let Some(name) = line.strip_suffix(':').filter(|name| !name.starts_with(['.', '\t'])) {
            name.clone_into(&mut current);
        } else if let Some(instruction) =
            line.strip_prefix('\t').filter(|text| !text.starts_with(['.', '/']))
        {
            functions
                .entry(current.clone())
                .or_default()
                .push(instruction.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    functions
}

/// Returns the barriers and invalidations of a function in the order of its text, without
/// registers.
fn system(lines: &[String]) -> Vec<String> {
    let is_system =
        |line: &&String| ["dsb ", "isb", "tlbi ", "sys "].iter().any(|name| line.starts_with(name));
    let without_register =
        |line: &String| line.rsplit_once(", x").map_or(line.as_str(), |(rest, _)| rest).to_owned();
    lines.iter().filter(is_system).map(without_register).collect()
}

/// Returns the same, with those of the functions for ranges that it calls.
fn with_ranges(functions: &BTreeMap<String, Vec<String>>, name: &str) -> Vec<String> {
    let lines = &functions[name];
    let called = lines
        .iter()
        .filter_map(|line| line.strip_prefix("bl "))
        .filter(|callee| callee.contains("sequence6ranges"));
    called.fold(system(lines), |all, callee| [all, system(&functions[callee])].concat())
}

#[test]
fn each_form_of_invalidation_is_compiled_to_its_instructions() {
    let functions = functions();
    // Its name; single, range (op1, CRm and op2 as in C5.5 of the manual), everything; the repeat
    // of a broadcast; whether there is an ISB.
    for (name, operations, repeat, isb) in [
        ("el1_leaf", vec!["tlbi vaale1is", "tlbi vmalle1is"], Some("tlbi vale1is"), true),
        ("el1_walk", vec!["tlbi vaae1is", "tlbi vmalle1is"], Some("tlbi vale1is"), true),
        (
            "el1_leaves",
            vec!["tlbi vaale1is", "sys #0, c8, c2, #7", "tlbi vmalle1is"],
            Some("tlbi vale1is"),
            true,
        ),
        (
            "el1_walks",
            vec!["tlbi vaae1is", "sys #0, c8, c2, #3", "tlbi vmalle1is"],
            Some("tlbi vale1is"),
            true,
        ),
        ("el1_all", vec!["tlbi vmalle1is"], Some("tlbi vale1is"), true),
        ("el2_leaf", vec!["tlbi vale2is", "tlbi alle2is"], Some("tlbi vale2is"), true),
        ("el2_walk", vec!["tlbi vae2is", "tlbi alle2is"], Some("tlbi vale2is"), true),
        (
            "el2_leaves",
            vec!["tlbi vale2is", "sys #4, c8, c2, #5", "tlbi alle2is"],
            Some("tlbi vale2is"),
            true,
        ),
        (
            "el2_walks",
            vec!["tlbi vae2is", "sys #4, c8, c2, #1", "tlbi alle2is"],
            Some("tlbi vale2is"),
            true,
        ),
        ("el2_all", vec!["tlbi alle2is"], Some("tlbi vale2is"), true),
        // The invalidation of everything for a wrong argument is in a function that it calls.
        (
            "user_leaves",
            vec!["tlbi vale1is", "sys #0, c8, c2, #5", "tlbi aside1is"],
            Some("tlbi vale1is"),
            false,
        ),
        (
            "user_walks",
            vec!["tlbi vae1is", "sys #0, c8, c2, #1", "tlbi aside1is"],
            Some("tlbi vale1is"),
            false,
        ),
        ("user_asid", vec!["tlbi aside1is"], Some("tlbi vale1is"), false),
        ("local_el1_leaves", vec!["tlbi vaale1", "sys #0, c8, c6, #7", "tlbi vmalle1"], None, true),
        ("local_el1_walks", vec!["tlbi vaae1", "sys #0, c8, c6, #3", "tlbi vmalle1"], None, true),
        ("local_el1_all", vec!["tlbi vmalle1"], None, true),
        ("local_el2_leaves", vec!["tlbi vale2", "sys #4, c8, c6, #5", "tlbi alle2"], None, true),
        ("local_el2_walks", vec!["tlbi vae2", "sys #4, c8, c6, #1", "tlbi alle2"], None, true),
        ("local_el2_all", vec!["tlbi alle2"], None, true),
    ] {
        let executed = with_ranges(&functions, name);
        let is_operation = |step: &&String| step.starts_with("tlbi") || step.starts_with("sys");
        let done: BTreeSet<&str> =
            executed.iter().filter(is_operation).map(String::as_str).collect();
        assert_eq!(done, operations.into_iter().chain(repeat).collect(), "{name}");

        let own = system(&functions[name]);
        assert_eq!(own[0], "dsb ishst", "{name}");
        assert_eq!(own.contains(&"isb".to_owned()), isb, "{name}");
        assert_eq!(own.contains(&"dsb nsh".to_owned()), repeat.is_none(), "{name}");
        assert_eq!(own.contains(&"dsb ish".to_owned()), repeat.is_some(), "{name}");
        // The repeat stands after a DSB and before one of its own; then comes the ISB, if there is
        // one.
        if let Some(repeat) = repeat {
            let is_repeat = |steps: &[String]| {
                steps[0] == "dsb ish" && steps[1] == repeat && steps[2] == "dsb ish"
            };
            let place =
                own.windows(3).position(is_repeat).unwrap_or_else(|| panic!("{name}: {own:?}"));
            assert!(!isb || own[place + 3] == "isb", "{name}: {own:?}");
        }
    }
}

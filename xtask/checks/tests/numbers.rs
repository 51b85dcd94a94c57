//! The numbers that a person has written into a document are those of a snapshot, a test or another
//! document.

use std::fs;

use harness::cargo::workspace;
use lazy_mmu_arm64::tlb::Features;

const ADAPTERS: &str = "docs/adapters.md";
const BACKENDS: &str = "docs/backends.md";
const DECIDE: &str = "lazy-mmu-arm64/src/guide/decide.rs";
const DEMO: &str = "docs/demo.md";
const OTHER_CRATES: &str = "lazy-mmu-arm64/src/guide/other_crates.rs";
const README: &str = "README.md";

fn read(file: &str) -> String {
    fs::read_to_string(workspace().join(file))
        .unwrap_or_else(|error| panic!("{file} cannot be read: {error}"))
}

/// The lines of a document, or of the comment at the top of a source.
fn lines(file: &str) -> Vec<String> {
    let line = |line: &str| line.strip_prefix("//!").unwrap_or(line).trim().to_owned();
    read(file).lines().map(line).collect()
}

#[track_caller]
fn assert_says(file: &str, sentence: &str) {
    let text = lines(file).join(" ");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(sentence), "{file} does not say `{sentence}`");
}

/// Returns the line of `label` in a snapshot.
fn snapshot(file: &str, label: &str) -> String {
    let text = read(file);
    let line = text.lines().find_map(|line| line.strip_prefix(label)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("{file} has no `{label}: …`")).to_owned()
}

/// The DSB, ISB and TLBI of a region that a snapshot has.
fn counts(file: &str, label: &str) -> [u64; 3] {
    let counted = snapshot(file, label);
    ["dsb=", "isb=", "tlbi="].map(|name| {
        let count = counted.split(' ').find_map(|count| count.strip_prefix(name));
        let count = count.unwrap_or_else(|| panic!("{name}… in {counted}"));
        count.parse().expect("a number")
    })
}

#[test]
fn two_pages_say_what_is_counted_of_the_adapter_to_aarch64_paging() {
    let counts = |label| {
        counts(
            "tests/kernels/arm64/snapshots/aarch64_paging_settles_fresh_mappings_once.txt",
            label,
        )
    };
    let [dsb, isb, tlbi] = counts("map 64 eager, tables new");
    let lazy = counts("map 64 lazy, a table new").map(|count| count.to_string());
    let [.., last] = &lazy;
    let lazy = format!("{} and {last}", lazy[..2].join(", "));
    for page in [ADAPTERS, OTHER_CRATES] {
        assert_says(
            page,
            &format!(
                "64 pages by a call each takes {dsb} DSB, {isb} ISB and {tlbi} TLBI without the adapter; in a section with it {lazy}"
            ),
        );
    }
}

/// The page of adapters has the same numbers, and a test that boots ArceOS compares them.
#[test]
fn the_guide_says_what_is_counted_of_arceos() {
    for pages in [1, 16, 64, 512] {
        let cells = ["map_alloc", "stock", "eager", "lazy"].map(|how| {
            let counts = counts("tests/kernels/arceos/snapshot.txt", &format!("map {pages} {how}"));
            counts.map(|count| count.to_string()).join(", ")
        });
        assert_says(OTHER_CRATES, &format!("| {pages} | {} |", cells.join(" | ")));
    }
}

#[test]
fn the_page_of_backends_says_what_is_counted_of_riscv64() {
    let fences = |label| {
        snapshot(
            "tests/kernels/riscv64/snapshots/a_section_fences_once_for_all_its_pages.txt",
            label,
        )
    };
    assert_eq!(fences("map 512 lazy"), "sfence=1", "once");
    let eager = fences("map 512 eager");
    let eager = eager.trim_start_matches("sfence=");
    assert_says(
        BACKENDS,
        &format!("mapping 512 pages fences {eager} times eagerly and once in a section"),
    );
}

#[test]
fn the_page_of_backends_shows_what_the_conformance_suite_prints() {
    let printed = read("tests/kernels/arm64/snapshots/arm64_passes_the_conformance_suite.txt");
    assert!(
        read(BACKENDS).contains(&format!("```text\n{}\n```", printed.trim_end())),
        "put the snapshot into {BACKENDS}"
    );
}

/// The text of a test between `before` and `after`, which has numbers that a document repeats.
fn of_test(file: &str, before: &str, after: &str) -> String {
    let text = read(file);
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.unwrap_or_else(|| panic!("{file} has no `{before}…{after}`")).0.to_owned()
}

#[test]
fn documents_repeat_the_numbers_of_a_test() {
    let counted =
        of_test("tests/host/mode/tests/counters_alone.rs", "assert_eq!(count(run), (", "));");
    let (all, open) = counted.split_once(", ").expect("two numbers");
    assert_says(
        "docs/decisions.md",
        &format!("Of the {all} balanced sequences of eight calls, {open} leave a section open"),
    );
    let waits = of_test("examples/batching/tests/batching/sections.rs", ", (4096, ", ")");
    assert_says(
        "examples/batching/README.md",
        &format!("waits for the other CPUs 4096 times eagerly, and {waits} times in a section"),
    );
}

#[test]
fn documents_name_the_bound_of_an_invalidation() {
    let bound = Features::new().bound();
    assert_says("SPEC.md", &format!("from the bound ({bound}) on one for everything"));
    assert_says(
        "docs/time.md",
        &format!("from {bound} pages on it invalidates everything at once"),
    );
}

/// The cells of the row that begins with `head`, without that.
fn row(file: &str, head: &str) -> Vec<String> {
    let start = format!("| {head} |");
    let lines = lines(file);
    let found = lines.iter().find_map(|line| line.strip_prefix(&start)?.strip_suffix('|'));
    let found = found.unwrap_or_else(|| panic!("{file} has no row `{start}`"));
    found.split('|').map(|cell| cell.trim().replace("(within noise)", "(noise)")).collect()
}

/// The guide says where they come from.
#[test]
fn the_readme_cites_the_times_that_the_guide_cites() {
    let (all, some) = (row(DECIDE, "pages in a call"), row(README, "pages a call"));
    assert!(some.len() > 3, "{README} cites {some:?}");
    for machine in ["Apple M2", "Ampere Altra"] {
        let (guide, readme) = (row(DECIDE, machine), row(README, machine));
        assert_eq!(readme.len(), some.len(), "{machine}");
        for (pages, change) in some.iter().zip(readme) {
            let column = all.iter().position(|each| each == pages).expect("pages of the guide");
            assert_eq!(change, guide[column], "{machine}, {pages} pages");
        }
    }
    assert_says(DECIDE, "changes by +5.1 % (within noise) and +6.6 %");
    assert_says(README, "became slower, by 5.1 % (noise) and 6.6 %");
}

/// The README shows the file, as `tests/first_kernel.rs` says.
#[test]
fn the_readme_says_how_long_the_port_is() {
    let port = read("examples/first-kernel/src/port.rs");
    let (_, steps) = port.split_once("\n\n").expect("the header ends at an empty line");
    let lines = steps.lines().filter(|line| !line.trim().is_empty()).count();
    let tens = (lines + 5) / 10 * 10;
    assert_says(README, &format!("The port is about {tens} lines"));
}

#[test]
fn the_page_of_the_demo_says_what_a_section_costs_beside_its_barriers() {
    let numbers = |file: &str, label: &str| -> Vec<i64> {
        let lines = lines(file);
        let rest = lines.iter().find_map(|line| line.strip_prefix(label));
        let rest = rest.unwrap_or_else(|| panic!("{file} has no line `{label}…`"));
        rest.split_whitespace().filter_map(|word| word.parse().ok()).collect()
    };
    // DSB, ISB, TLBI and instructions, eagerly and in a section.
    let more = |pages: &str| {
        let counts = numbers(DEMO, &format!("map {pages:>10}"));
        counts[7] - counts[3]
    };
    assert_eq!((more("4096") - more("1")) / 4095, 1, "the kernel of the demo");
    // Instructions of 1 and of 512 pages.
    let a_page = |label| {
        let counts = numbers(README, label);
        (counts[1] - counts[0]) / 511
    };
    let more = a_page("a section; handlers call `irq`") - a_page("eager: a pair for each page");
    assert_eq!(more, -1, "the bench");
    assert_says(
        DEMO,
        "In this kernel's loop it costs about one instruction more for each page, and in the loop that [the benchmark](bench.md) counts, one less.",
    );
}

/// The column "Linux's own" is of one build, whose figures are the lowest of SPEC.md's ranges.
#[test]
fn three_documents_agree_on_linux_and_on_the_target_of_a_loop() {
    for (name, in_spec) in [
        ("a section, nothing stored", "a section, nothing stored"),
        ("two nested sections, nothing stored", "two nested sections, nothing stored"),
        ("pause and resume in a section", "pause and resume in a section"),
        ("a loop of one page, flushed", "a loop of one page, flushed"),
        ("a page more by `set_pte`", "a page more"),
    ] {
        let (own, range) = (&row("docs/linux.md", name)[0], &row("SPEC.md", in_spec)[0]);
        assert!(range.starts_with(&format!("{own}-")), "{name}: {own} is the first of {range}");
    }
    let [range, counted, announced] = &row("SPEC.md", "a loop of one page, flushed")[..] else {
        panic!("SPEC.md has three columns");
    };
    let (_, most) = range.split_once('-').expect("a range");
    assert_says(
        "CHANGELOG.md",
        &format!(
            "takes {announced} instructions, or {counted} if `in_interrupt` reads a word of the task, as Linux's does. Linux's C takes {most}"
        ),
    );
}

#[test]
fn each_page_names_the_oldest_rust_of_the_libraries() {
    let manifest = read("Cargo.toml");
    let version = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = \"")?.strip_suffix('"'))
        .expect("the oldest Rust");
    for (file, sentence) in [
        (README, "build with Rust VERSION."),
        (ADAPTERS, "Without them the libraries need VERSION;"),
        (OTHER_CRATES, "issues what they need | VERSION |"),
        ("lazy-mmu-arm64/README.md", "| `lazy-mmu-core` | VERSION |"),
        ("lazy-mmu-arm64/src/lib.rs", "crate without them needs VERSION."),
        ("lazy-mmu-core/README.md", "Rust VERSION or newer."),
        ("lazy-mmu-core/src/lib.rs", "needs Rust VERSION or newer."),
        ("lazy-mmu-macros/README.md", "Rust VERSION or newer."),
    ] {
        assert_says(file, &sentence.replace("VERSION", version));
    }
}

//! Runs the two functions of `code.rs` on the backend that records, and draws the barriers of each
//! line.

use std::cell::RefCell;
use std::panic::Location;
use std::sync::atomic::AtomicU64;

use lazy_mmu_arm64::Arm64Mode;
use lazy_mmu_arm64::record::{self, Instruction};
use lazy_mmu_core::{Global, lazy_mmu};
use model_kernel::kernel::{Kernel, Recorded};
use pictures::Picture;
use pictures::store::{Panel, Step, draw};

mod code;

lazy_mmu_core::set_platform!(Recorded);

const SOURCE: &str = include_str!("store/code.rs");

/// An entry of a page table.
type Entry = AtomicU64;

/// Valid leaves.
const PAGE: u64 = 0x1000 | 0b11;
const NEXT: u64 = 0x2000 | 0b11;

thread_local! {
    /// The lines that stored, each with the instructions of its call.
    static LINES: RefCell<Vec<(usize, Vec<Instruction>)>> = const { RefCell::new(Vec::new()) };
}

/// Stores as the function of that name does, and notes the line that called it.
#[track_caller]
fn set_pte<M: Arm64Mode>(entry: &Entry, descriptor: u64) {
    lazy_mmu_arm64::set_pte::<M>(entry, descriptor);
    let line = Location::caller().line() as usize - 1;
    LINES.with_borrow_mut(|lines| lines.push((line, record::take())));
}

/// Draws both functions.
pub fn picture() -> Picture {
    draw(&[
        panel("Eager", "eager", "eager", code::eager::map),
        panel("In a section", "lazy", "section", code::section::map),
    ])
}

/// Runs `map`, the function of that name in `module` of [`code`].
fn panel(
    title: &'static str,
    colour: &'static str,
    module: &str,
    map: fn(&Entry, &Entry),
) -> Panel {
    let lines: Vec<&str> = SOURCE.lines().collect();
    let head = format!("pub mod {module} {{");
    let begin = lines.iter().position(|line| *line == head).expect("the module");
    let last = begin + lines[begin..].iter().position(|line| *line == "    }").expect("its end");
    // After the `use` line and an empty one. `pub` is left out of the picture.
    let first = begin + 3;
    let code = lines[first..=last]
        .iter()
        .map(|line| line.strip_prefix("    ").expect("it stands in a module").replace("pub ", ""));

    Kernel::restart();
    record::take();
    let entries = [Entry::new(0), Entry::new(0)];
    map(&entries[0], &entries[1]);
    let rest = (last, record::take());
    let recorded = LINES.take().into_iter().chain([rest]);
    let steps = recorded.flat_map(|(line, instructions)| {
        steps(&instructions, &entries).into_iter().map(move |step| (line - first, step))
    });
    Panel { title, colour, code: code.collect(), steps: steps.collect() }
}

/// Translates instructions into the picture's steps.
fn steps(instructions: &[Instruction], entries: &[Entry; 2]) -> Vec<Step> {
    let is_at = |address| {
        let at = |entry: &Entry| entry.as_ptr().addr() as u64 == address;
        entries.iter().position(at).expect("one of the two entries")
    };
    match instructions {
        [] => Vec::new(),
        [Instruction::Store { entry, .. }, rest @ ..] => {
            [vec![Step::Store(is_at(*entry))], steps(rest, entries)].concat()
        }
        [Instruction::DsbIshst, Instruction::Isb, rest @ ..] => {
            [vec![Step::Pair], steps(rest, entries)].concat()
        }
        [other, ..] => panic!("the picture cannot show {other:?}"),
    }
}

#[test]
fn a_section_moves_the_barriers_to_the_closing_brace() {
    let steps = |panel: Panel| (panel.code.len() - 1, panel.steps);
    let (_, eager) = steps(panel("", "", "eager", code::eager::map));
    use Step::{Pair, Store};
    assert_eq!(eager, [(1, Store(0)), (1, Pair), (2, Store(1)), (2, Pair)]);
    let (brace, section) = steps(panel("", "", "section", code::section::map));
    assert_eq!(section, [(2, Store(0)), (3, Store(1)), (brace, Pair)]);
}

//! The arm64 suite on a host: a port on a simulated machine passes all claims that need no MMU's
//! answer, and each fault fails the lines of that fault.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

use lazy_mmu_arm64::conformance::{self, Link, Scratch, Subject};
use lazy_mmu_arm64::record::{self, Instruction};
use lazy_mmu_arm64::{Arm64, Arm64Mode, El1};
use lazy_mmu_core::{NoLazyMmu, Platform, Slot, Unwalked};

/// A fault of the machine or of the port.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Nothing,
    TlbKeepsAll,
    ReadOnlyIsWritable,
    AnotherTable,
    StepLosesIsbs,
    NoStep,
    NoLink,
    LinkedElsewhere,
}

/// A walker that sees stores when a DSB has completed them, and a TLB that keeps valid entries.
#[derive(Default)]
struct Mmu {
    stored: HashMap<u64, u64>,
    visible: HashMap<u64, u64>,
    tlb: HashMap<u64, u64>,
    memory: HashMap<u64, u64>,
}

thread_local! {
    static FAULT: Cell<Fault> = const { Cell::new(Fault::Nothing) };
    static MMU: RefCell<Mmu> = RefCell::default();
    static SCRATCH: Scratch = scratch();
    static SLOT: Slot<Arm64> = const { Slot::new(()) };
}

const PAGE: u64 = 4096;
const READ_ONLY: u64 = 1 << 7;

/// Each test has its thread, which takes two of these arrays.
static ENTRIES: [[AtomicU64; 4]; 32] = [const { [const { AtomicU64::new(0) }; 4] }; 32];

fn scratch() -> Scratch {
    static TAKEN: AtomicUsize = AtomicUsize::new(0);
    let entries = || &ENTRIES[TAKEN.fetch_add(1, Relaxed)];
    let [entry, first, ..] = entries();
    let link = Link { entry, descriptor: 0x9003, first, address: 0xffff_8000_0020_0000 };
    let leaves = [0x1003, 0x2003];
    Scratch {
        address: 0xffff_8000_0000_0000,
        page_size: PAGE,
        entries: entries(),
        leaves,
        read_only: leaves[0] | READ_ONLY,
        link: Some(link),
    }
}

impl Mmu {
    fn execute(&mut self, instructions: &[Instruction]) {
        for instruction in instructions {
            match *instruction {
                Instruction::Store { entry, descriptor } => {
                    _ = self.stored.insert(entry, descriptor)
                }
                Instruction::DsbIshst | Instruction::DsbIsh => self.visible = self.stored.clone(),
                Instruction::Tlbi(..) if FAULT.get() != Fault::TlbKeepsAll => self.tlb.clear(),
                _ => {}
            }
        }
    }

    fn entry(&self, entry: &AtomicU64) -> u64 {
        self.visible.get(&(entry.as_ptr().addr() as u64)).copied().unwrap_or(0)
    }

    fn translate(&mut self, address: u64) -> Option<u64> {
        self.execute(&record::take());
        let cached = self.tlb.get(&address).copied();
        let descriptor = cached.unwrap_or_else(|| {
            let Scratch { address: start, entries, link, .. } = SCRATCH.with(Scratch::clone);
            let link = link.expect("there is one");
            match entries.get(((address - start) / PAGE) as usize) {
                Some(entry) => self.entry(entry),
                None if address == link.address && self.entry(link.entry) == link.descriptor => {
                    self.entry(link.first)
                }
                None => 0,
            }
        });
        let valid = descriptor & 1 != 0;
        valid.then(|| *self.tlb.entry(address).insert_entry(descriptor).get())
    }
}

/// A port with this mode.
struct Port<M>(PhantomData<M>);

impl<M: Arm64Mode> Subject for Port<M> {
    type Mode = M;
    type Regime = El1;

    fn scratch() -> Scratch {
        let mut scratch = SCRATCH.with(Scratch::clone);
        match FAULT.get() {
            Fault::AnotherTable => scratch.address += 4 * PAGE,
            Fault::ReadOnlyIsWritable => scratch.read_only = scratch.leaves[0],
            Fault::NoLink => scratch.link = None,
            Fault::LinkedElsewhere => scratch.link.as_mut().expect("there is one").address += PAGE,
            _ => {}
        }
        scratch
    }

    fn read(address: u64) -> Option<u64> {
        MMU.with_borrow_mut(|mmu| {
            let frame = mmu.translate(address)? & !READ_ONLY;
            Some(mmu.memory.get(&frame).copied().unwrap_or(0))
        })
    }

    fn write(address: u64, value: u64) -> bool {
        MMU.with_borrow_mut(|mmu| {
            let frame = mmu.translate(address).filter(|descriptor| descriptor & READ_ONLY == 0);
            frame.map(|frame| mmu.memory.insert(frame, value)).is_some()
        })
    }

    fn step(f: fn(), see: fn(u32)) -> bool {
        if FAULT.get() == Fault::NoStep {
            return false;
        }
        MMU.with_borrow_mut(|mmu| mmu.execute(&record::take()));
        f();
        let recorded = record::take();
        for instruction in &recorded {
            match instruction {
                Instruction::DsbIshst => see(0xd503_3a9f),
                Instruction::DsbIsh => see(0xd503_3b9f),
                Instruction::Isb if FAULT.get() != Fault::StepLosesIsbs => see(0xd503_3fdf),
                Instruction::Tlbi(..) => see(0xd508_83bf),
                _ => see(0xd503_201f),
            }
        }
        MMU.with_borrow_mut(|mmu| mmu.execute(&recorded));
        true
    }
}

/// The kernel of the port.
struct Kernel;

impl Platform for Kernel {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        SLOT.with(f)
    }
}

/// The line that fails on every host: there is no MMU to ask.
const ASKS_THE_MMU: &str = "# settle_fault_retries_where_there_is_a_translation: after a fault on a page that is mapped by now: \
    the fault with ESR 0x94000005 should be retried, `settle_fault` says `false`";

/// Returns whether the scratch memory of the suite maps nothing.
fn is_empty() -> bool {
    let Scratch { entries, link, .. } = SCRATCH.with(Scratch::clone);
    let link = link.expect("there is one");
    entries.iter().chain([link.entry, link.first]).all(|entry| entry.load(Relaxed) == 0)
}

/// Returns the lines that fail and those that are skipped.
fn judge<M: Arm64Mode>(fault: Fault) -> (Vec<String>, Vec<String>) {
    /// The suite runs one test at a time.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

    FAULT.set(fault);
    let mut text = String::new();
    let summary = {
        let _turn = ONE_AT_A_TIME.lock().unwrap();
        conformance::run::<Port<M>>(&mut text).expect("a string takes everything")
    };
    assert!(is_empty(), "the suite unmaps all that it mapped");
    let lines = |mark: &str| {
        text.lines().filter(|line| line.contains(mark)).map(str::to_owned).collect::<Vec<_>>()
    };
    let (failed, skipped) = (lines(": after "), lines("# SKIP"));
    assert_eq!(
        (summary.failed as usize, summary.skipped as usize),
        (failed.len(), skipped.len()),
        "{text}"
    );
    assert_eq!(summary.passed + summary.failed + summary.skipped, 16);
    (failed, skipped)
}

/// The claims about tables.
const TABLES: [&str; 8] = [
    "a_page_is_reached_when_its_setter_returns",
    "a_page_is_reached_after_a_flush_in_its_section",
    "a_run_of_pages_is_reached_when_its_section_has_ended",
    "a_removed_page_is_gone_when_its_invalidation_returns",
    "a_protected_page_refuses_writes",
    "a_replaced_page_leads_to_its_new_frame",
    "pages_that_are_replaced_deferred_lead_to_their_new_frames_after_the_section",
    "a_linked_table_is_walked_until_it_is_unlinked",
];

/// Asserts that these claims fail, beside the one that fails on every host, and the diagnostics of
/// the last one.
#[track_caller]
fn fails<M: Arm64Mode>(fault: Fault, names: &[&str], says: &str) {
    let (failed, _) = judge::<M>(fault);
    let failed = failed.iter().filter(|line| *line != ASKS_THE_MMU);
    let (failed, said): (Vec<_>, Vec<_>) =
        failed.filter_map(|line| line.trim_start_matches("# ").split_once(": ")).unzip();
    assert_eq!(failed, names);
    assert_eq!(said.last(), Some(&says));
}

#[test]
fn a_port_passes_all_claims_that_need_no_mmus_answer() {
    let (failed, skipped) = judge::<Kernel>(Fault::Nothing);
    assert_eq!(failed, [ASKS_THE_MMU]);
    assert_eq!(skipped.len(), 1, "there is no handler to come before: {skipped:?}");
}

#[test]
fn a_tlb_that_is_not_reached_is_seen() {
    let says = "after `change_pte` of the table and `tlb::invalidate_walk`: the page should not be mapped, and it can be read";
    fails::<Kernel>(Fault::TlbKeepsAll, &TABLES[3..], says);
}

#[test]
fn a_mode_that_emits_nothing_is_seen() {
    let names = [
        &TABLES[..],
        &["a_store_outside_sections_executes_one_pair", "the_end_of_a_section_executes_one_pair"],
    ]
    .concat();
    fails::<Unwalked>(
        Fault::Nothing,
        &names,
        "after a section with two stores: expected dsb ishst; isb, executed none",
    );
}

#[test]
fn a_mode_that_defers_nothing_is_seen() {
    let names =
        ["a_store_in_a_section_executes_no_barrier", "the_end_of_a_section_executes_one_pair"];
    let says = "after a section with two stores: expected dsb ishst; isb, executed dsb ishst; isb; dsb ishst; isb";
    fails::<NoLazyMmu>(Fault::Nothing, &names, says);
}

#[test]
fn entries_of_another_table_are_seen() {
    let says =
        "after `set_pte`, outside sections: the page should be writable, a write to it faults";
    fails::<Kernel>(Fault::AnotherTable, &TABLES, says);
}

#[test]
fn a_table_that_is_linked_elsewhere_is_seen() {
    let says =
        "after a section with `set_table`: the page should be mapped, an access to it faults";
    fails::<Kernel>(Fault::LinkedElsewhere, &[TABLES[7]], says);
}

#[test]
fn a_page_that_is_not_protected_is_seen() {
    let says = "after `change_pte` and `tlb::invalidate`, in a section: the page should be read-only, and it can be written";
    fails::<Kernel>(Fault::ReadOnlyIsWritable, &[TABLES[4]], says);
}

#[test]
fn missing_isbs_are_seen() {
    let names = [
        "a_store_outside_sections_executes_one_pair",
        "the_end_of_a_section_executes_one_pair",
        "an_invalidation_executes_its_sequence",
    ];
    let says = "after `tlb::invalidate` of one page: expected dsb ishst; tlbi; dsb ish; isb, with or without a second tlbi; dsb ish, \
                executed dsb ishst; tlbi; dsb ish; tlbi; dsb ish";
    fails::<Kernel>(Fault::StepLosesIsbs, &names, says);
}

#[test]
fn a_claim_about_something_that_the_port_lacks_is_skipped() {
    let skipped = |fault| judge::<Kernel>(fault).1.len();
    assert_eq!((skipped(Fault::NoStep), skipped(Fault::NoLink)), (1 + 5, 1 + 1));
}

//! The crate shows the same of a lazy table as of its own: frames, flags and descriptors. By the
//! model MMU mapped pages can be used, nothing is left of unmapped or changed ones, and each
//! barrier and each invalidation is needed for that.

use std::cell::RefCell;

use lazy_mmu_arm64::record::Instruction::{self, Isb, Store, Tlbi};
use lazy_mmu_core::{LazyMmuGuard, section};
use model_kernel::kernel::{Kernel, Recorded};
use model_mmu::Cpu;
use model_mmu::model::{Error, Model, Step};
use model_mmu::translation::Outcome;
use page_table_multiarch::{GenericPTE, PageSize};

use crate::format;
use crate::table::{self, Editor, READ, READ_WRITE, Table, frame, page, steps};

/// The pages that the model looks at: 0 to 3.
const PAGES: usize = 4;

/// A table, and all that was done to it.
struct Trace {
    table: Table,
    steps: Vec<(Cpu, Step)>,
}

impl Trace {
    fn new() -> Self {
        Self { table: table::new(), steps: Vec::new() }
    }

    /// Returns a trace in which the first pages are mapped and in use.
    fn with_pages(count: usize) -> Self {
        let mut trace = Self::new();
        section::<Recorded, _>(|_| trace.edit(|cursor| cursor.map_each(0..count)));
        trace.use_all();
        trace
    }

    /// Edits the table by a cursor, on CPU 0.
    fn edit(&mut self, edit: impl for<'a, 'b> FnOnce(&'a mut Editor<'b>) -> &'a mut Editor<'b>) {
        edit(&mut Editor::new(&mut self.table));
        self.collect();
    }

    /// Lets CPU 0 use each page, and then CPU 1, which has synchronised with it.
    fn use_all(&mut self) {
        self.collect();
        self.steps.push((1, Step::Instruction(Isb)));
        for (cpu, index) in
            [0, 1].into_iter().flat_map(|cpu| (0..PAGES).map(move |index| (cpu, index)))
        {
            self.steps.push((cpu, Step::Access(page(index).as_usize() as u64)));
        }
    }

    /// Lets CPU 1 use a page of which it was told without a synchronisation.
    fn elsewhere(&mut self, index: usize) -> Result<(), Error> {
        self.collect();
        self.steps.push((1, Step::Access(page(index).as_usize() as u64)));
        let found = self.check(None);
        self.steps.pop();
        found
    }

    fn collect(&mut self) {
        self.steps.extend(steps().into_iter().map(|step| (0, step)));
    }

    /// Puts the trace to the model, without the step of this number.
    fn check(&self, without: Option<usize>) -> Result<(), Error> {
        let addresses: [u64; PAGES] = std::array::from_fn(|index| page(index).as_usize() as u64);
        let mut model = Model::new(self.table.root_paddr().as_usize() as u64, &addresses);
        let steps = self.steps.iter().enumerate().filter(|&(index, _)| Some(index) != without);
        steps.into_iter().try_for_each(|(_, &(cpu, step))| model.step(cpu, step))
    }

    /// Asserts that the model accepts the trace. Then leaves out each instruction of CPU 0 that is
    /// not a store, one by one, and returns those that the model does not miss.
    #[track_caller]
    fn not_missed(&self) -> Vec<Instruction> {
        assert_eq!(self.check(None), Ok(()));
        let candidates = self.steps.iter().enumerate().filter_map(|(index, step)| match *step {
            (0, Step::Instruction(instruction)) if !matches!(instruction, Store { .. }) => {
                Some((index, instruction))
            }
            _ => None,
        });
        candidates
            .filter(|&(index, _)| self.check(Some(index)).is_ok())
            .map(|(_, instruction)| instruction)
            .collect()
    }
}

#[test]
fn what_a_section_maps_can_be_used_when_it_has_ended() {
    let mut trace = Trace::new();
    section::<Recorded, _>(|_| {
        trace.edit(|cursor| cursor.map(0, 0));
        trace.edit(|cursor| cursor.map(1, 1).map(2, 2));
    });
    trace.use_all();
    assert_eq!(trace.not_missed(), []);
}

#[test]
fn nothing_is_left_of_what_was_changed_in_a_section() {
    let mut trace = Trace::with_pages(3);
    section::<Recorded, _>(|_| {
        trace.edit(|cursor| cursor.protect(0));
        trace.use_all();
        trace.edit(|cursor| cursor.unmap(1));
        trace.use_all();
        trace.edit(|cursor| cursor.remap(2, 12));
        trace.use_all();
        trace.edit(|cursor| cursor.map(1, 11));
    });
    trace.use_all();
    assert_eq!(trace.not_missed(), []);
}

#[test]
fn nothing_is_left_of_what_one_cursor_changed_beside_a_fresh_page() {
    let mut trace = Trace::with_pages(3);
    section::<Recorded, _>(|_| {
        trace.edit(|cursor| cursor.map(3, 3).unmap(0).protect(1));
        trace.use_all();
    });
    assert_eq!(trace.not_missed(), []);
}

#[test]
fn nothing_is_left_of_what_a_task_changed_that_was_switched_away_from_before_its_flush() {
    let mut trace = Trace::with_pages(2);
    let mut others = Table::try_new().expect("there is memory");
    section::<Recorded, _>(|_| {
        let mut cursor = Editor::new(&mut trace.table);
        cursor.unmap(0);
        Kernel::move_to(1);
        section::<Recorded, _>(|_| {
            Editor::new(&mut others).map(0, 5);
        });
        Kernel::move_to(0);
        drop(cursor);
        trace.use_all();
    });
    assert!(!trace.not_missed().iter().any(|instruction| matches!(instruction, Tlbi(..))));
}

#[test]
fn another_cpu_gets_the_new_page_or_a_fault_and_nothing_else_until_it_synchronises_after_the_section()
 {
    let mut trace = Trace::with_pages(1);
    let section = LazyMmuGuard::<Recorded>::enable();
    trace.edit(|cursor| cursor.map(1, 1));
    let inside = trace.elsewhere(1);
    drop(section);
    let behind = trace.elsewhere(1);
    for found in [inside, behind] {
        let Err(Error::Access { intended, possible, .. }) = found else { panic!("{found:?}") };
        assert!(matches!(intended, Outcome::Leaf(..)), "{intended:?}");
        assert_eq!(possible, [Outcome::Fault, intended]);
    }
    trace.use_all();
    assert_eq!(trace.check(None), Ok(()));
}

#[test]
fn another_cpu_finds_nothing_of_an_old_entry_with_no_synchronisation_of_its_own() {
    let mut trace = Trace::with_pages(3);
    section::<Recorded, _>(|_| {
        trace.edit(|cursor| cursor.unmap(0).protect(1).remap(2, 12));
        for page in 0..3 {
            assert_eq!(trace.elsewhere(page), Ok(()));
        }
    });
}

#[test]
fn query_and_walk_see_what_was_mapped() {
    let mut table = table::new();
    Editor::new(&mut table).map(0, 7).map(1, 8).protect(1).map_as(512, 512, PageSize::Size2M, READ);
    let mapped = [
        (page(0), frame(7), READ_WRITE, PageSize::Size4K),
        (page(1), frame(8), READ, PageSize::Size4K),
        (page(512), frame(512), READ, PageSize::Size2M),
    ];
    for (address, frame, flags, size) in mapped {
        assert_eq!(table.query(address).expect("mapped"), (frame, flags, size));
    }
    table.query(page(2)).expect_err("not mapped");

    let leaves = RefCell::new(Vec::new());
    let note = |level, _, _, entry: &_| {
        if level == 3 || GenericPTE::is_huge(entry) {
            leaves.borrow_mut().push(GenericPTE::bits(*entry));
        }
    };
    table.walk(usize::MAX, Some(&note), None);
    let entry =
        |frame, flags, size: PageSize| format::Entry::new_page(frame, flags, size.is_huge()).bits();
    assert_eq!(
        leaves.into_inner(),
        mapped.map(|(_, frame, flags, size)| entry(frame, flags, size))
    );
}

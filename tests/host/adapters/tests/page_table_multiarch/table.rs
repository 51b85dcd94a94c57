//! [`Editor`]: a cursor of a lazy table that notes all that happens, step by step.

use std::cell::{Cell, RefCell};
use std::ptr::with_exposed_provenance;

use lazy_mmu_arm64::page_table_multiarch::{Lazy, LazyCursor};
use lazy_mmu_arm64::record::{self, Instruction};
use memory_addr::{PhysAddr, VirtAddr};
use model_kernel::kernel::{Kernel, Recorded, no_erratum};
use model_mmu::model::Step;
use page_table_multiarch::{MappingFlags, PageSize, PageTable64};

use crate::format::{A64, Did, Entry, Frames};

pub const READ: MappingFlags = MappingFlags::READ;
pub const READ_WRITE: MappingFlags = MappingFlags::READ.union(MappingFlags::WRITE);
const START: usize = 0xffff_8000_0000_0000;

/// The crate's table.
pub type Eager = PageTable64<A64, Entry, Frames>;

/// A lazy table.
pub type Table = Lazy<Eager, Recorded>;

/// Returns the address of a page.
pub fn page(index: usize) -> VirtAddr {
    (START + index * 4096).into()
}

/// Returns the frame of that number. There is no memory behind it, because nobody reads it.
pub fn frame(index: usize) -> PhysAddr {
    (0x4000_0000 + index * 4096).into()
}

thread_local! {
    static STEPS: RefCell<Vec<Step>> = const { RefCell::new(Vec::new()) };
    static TABLES: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
    /// Whether the events of the entry types matter.
    static TOLD: Cell<bool> = const { Cell::new(true) };
}

/// Takes the steps since the last call, with the recorded instructions in their places.
pub fn steps() -> Vec<Step> {
    collect();
    STEPS.take()
}

/// Takes the barriers and invalidations of [`steps`].
pub fn barriers() -> Vec<Instruction> {
    let instruction = |step| match step {
        Step::Instruction(Instruction::Store { .. }) => None,
        Step::Instruction(instruction) => Some(instruction),
        _ => None,
    };
    steps().into_iter().filter_map(instruction).collect()
}

/// Records only barriers from here on, until the next [`new`].
pub fn only_barriers() {
    TOLD.set(false);
}

/// Adds an event of an entry type to the steps.
pub fn did(what: Did) {
    if !TOLD.get() {
        return;
    }
    collect();
    let store = |entry, descriptor| Step::Instruction(Instruction::Store { entry, descriptor });
    let step = match what {
        Did::Store(entry, descriptor) => store(entry, descriptor),
        Did::StoreOf(descriptor) => store(UNKNOWN, descriptor),
        Did::TableAt(address) => {
            TABLES.with_borrow_mut(|tables| tables.push(address));
            Step::ClearTable(address)
        }
        Did::Freed(address) => Step::WriteData(address),
    };
    STEPS.with_borrow_mut(|steps| steps.push(step));
}

/// The entry of a store whose place is not known yet.
const UNKNOWN: u64 = 0;

fn collect() {
    STEPS.with_borrow_mut(|steps| steps.extend(record::take().into_iter().map(Step::Instruction)));
}

/// Looks for the entries of stores that have happened since. No two tables, and no two pages of a
/// test, have one frame.
fn find_stores() {
    let find = |descriptor| {
        let entries = TABLES.with_borrow(|tables| {
            tables
                .iter()
                .flat_map(|table| (0..512).map(move |index| table + index * 8))
                .collect::<Vec<_>>()
        });
        let holds = |&entry: &u64| {
            let entry = with_exposed_provenance::<u64>(entry as usize);
            // SAFETY: it is an entry of a table. Tables are never freed, and nobody writes to them
            // now.
            unsafe { entry.read() == descriptor }
        };
        entries.into_iter().find(holds).expect("it was stored")
    };
    STEPS.with_borrow_mut(|steps| {
        for step in steps {
            if let Step::Instruction(Instruction::Store { entry, descriptor }) = step
                && *entry == UNKNOWN
            {
                *entry = find(*descriptor);
            }
        }
    });
}

/// Returns an empty table, of a kernel that has just started.
pub fn new() -> Table {
    Kernel::restart();
    no_erratum();
    record::take();
    TABLES.take();
    TOLD.set(true);
    let table = Table::try_new().expect("there is memory");
    steps();
    table
}

/// The cursor of a lazy table.
pub type Cursor<'a> = LazyCursor<'a, Eager, Recorded>;

/// A cursor stays in its task, because the task that stored by it has deferred the barriers. A
/// table may go to another task.
const _: () = {
    /// For a type that is `Send` or `Sync` this is ambiguous, and does not compile.
    trait StaysInItsTask<Because> {
        fn holds() {}
    }
    struct AnyType;
    struct Sent;
    struct Shared;
    impl<T> StaysInItsTask<AnyType> for T {}
    impl<T: Send> StaysInItsTask<Sent> for T {}
    impl<T: Sync> StaysInItsTask<Shared> for T {}
    let _ = <Cursor<'static> as StaysInItsTask<_>>::holds;

    const fn goes_anywhere<T: Send + Sync>() {}
    goes_anywhere::<Table>();
};

/// A cursor with short names for its operations.
pub struct Editor<'a>(Cursor<'a>);

impl<'a> Editor<'a> {
    /// Returns an editor of this table.
    pub fn new(table: &'a mut Table) -> Self {
        Self(table.cursor())
    }

    pub fn map(&mut self, index: usize, to: usize) -> &mut Self {
        self.map_as(index, to, PageSize::Size4K, READ_WRITE)
    }

    pub fn map_each(&mut self, indices: impl IntoIterator<Item = usize>) -> &mut Self {
        indices.into_iter().fold(self, |cursor, index| cursor.map(index, index))
    }

    pub fn map_as(
        &mut self,
        index: usize,
        to: usize,
        size: PageSize,
        flags: MappingFlags,
    ) -> &mut Self {
        self.0.map(page(index), frame(to), size, flags).expect("not mapped");
        self.changed()
    }

    pub fn protect(&mut self, index: usize) -> &mut Self {
        self.0.protect(page(index), READ).expect("mapped");
        self.changed()
    }

    pub fn remap(&mut self, index: usize, to: usize) -> &mut Self {
        self.0.remap(page(index), frame(to), READ_WRITE).expect("there is a table");
        self.changed()
    }

    pub fn unmap(&mut self, index: usize) -> &mut Self {
        self.0.unmap(page(index)).expect("mapped");
        self.changed()
    }

    /// Unmaps a page that is not mapped, which the cursor refuses.
    pub fn unmap_nothing(&mut self, index: usize) -> &mut Self {
        self.0.unmap(page(index)).expect_err("not mapped");
        self
    }

    pub fn flush(&mut self) -> &mut Self {
        self.0.flush();
        self
    }

    fn changed(&mut self) -> &mut Self {
        find_stores();
        self
    }
}

//! Every order of the steps of cursors of three tables, with dropped tables and another task in
//! between. Each live change is invalidated when its cursor has flushed, each fresh one is deferred
//! or settled, and no cursor settles the changes of another one.

use lazy_mmu_arm64::record::Instruction::{self, DmbIshst, DsbIsh, DsbIshst, Isb, Tlbi};
use lazy_mmu_arm64::record::Tlbi as Op;
use lazy_mmu_core::{LazyMmuGuard, section};
use model_kernel::kernel::{Kernel, Recorded, settled};
use page_table_multiarch::PageSize;

use crate::table::{self, Cursor, READ, READ_WRITE, Table, frame, page};

const CURSORS: usize = 3;
const LENGTH: usize = 6;
/// The pages that are mapped in every table: more than a table keeps addresses of.
const MAPPED: usize = 33;
/// The places of fresh pages, up to the end of a table of leaves.
const FREE: std::ops::Range<usize> = 64..512;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Action {
    /// The cursor maps a page.
    Fresh(usize),
    /// The cursor changes a page.
    Live(usize),
    /// The cursor changes more pages than are invalidated one by one.
    Many(usize),
    /// The cursor flushes.
    Flush(usize),
    /// The cursor is forgotten, and its table gets another one.
    Forget(usize),
    /// A table is dropped, and its frames go back.
    Drop,
    /// Another task changes a page and maps one, in a section of its own.
    OtherTask,
}

use Action::{Drop, Flush, Forget, Fresh, Live, Many, OtherTask};

/// A cursor's changes that are not flushed, by the numbers of their steps; 0 for none.
struct Done {
    live: [usize; MAPPED],
    fresh: usize,
}

impl Done {
    const NOTHING: Self = Self { live: [0; MAPPED], fresh: 0 };

    fn is_fresh(&self) -> bool {
        self.live == Self::NOTHING.live
    }
}

/// The tables, and the record of their changes and of the instructions.
struct World {
    tables: [*mut Table; CURSORS],
    others: Table,
    free: [usize; CURSORS],
    now: usize,
    /// The step that last invalidated each page, and the one that last invalidated everything.
    invalidated: [usize; FREE.end],
    all_invalidated: usize,
    /// The step that last settled all stores before it.
    paired: usize,
}

fn operand(index: usize) -> u64 {
    page(index).as_usize() as u64 >> 12 & ((1 << 44) - 1)
}

fn index(operand: u64) -> usize {
    (operand - self::operand(0)) as usize
}

fn with_pages() -> Table {
    let mut table = Table::try_new().expect("there is memory");
    let mut cursor = table.cursor();
    cursor
        .map_region(
            page(0),
            |address| frame((address - page(0)) / 4096),
            MAPPED * 4096,
            READ,
            false,
        )
        .expect("not mapped");
    drop(cursor);
    table
}

impl World {
    fn new() -> Self {
        drop(table::new());
        table::only_barriers();
        let tables = std::array::from_fn(|_| Box::into_raw(Box::new(with_pages())));
        let others = with_pages();
        table::barriers();
        Self {
            tables,
            others,
            free: [FREE.start; CURSORS],
            now: 0,
            invalidated: [0; FREE.end],
            all_invalidated: 0,
            paired: 0,
        }
    }

    fn cursor(&mut self, of: usize) -> Cursor<'static> {
        // SAFETY: the box lives for ever, and an earlier cursor of it is gone.
        unsafe { &mut *self.tables[of] }.cursor()
    }

    /// Takes the instructions since the last call, without `dmb`.
    fn emitted(&mut self) -> Vec<Instruction> {
        self.now += 1;
        let emitted: Vec<_> =
            table::barriers().into_iter().filter(|&instruction| instruction != DmbIshst).collect();
        for instruction in &emitted {
            match *instruction {
                Tlbi(Op::Vmalle1is, 0) => self.all_invalidated = self.now,
                Tlbi(Op::Vaale1is, operand) => self.invalidated[index(operand)] = self.now,
                Tlbi(..) => panic!("{instruction:?} is not needed here"),
                _ => {}
            }
        }
        // The instructions are whole sequences.
        let whole = match *emitted {
            [] | [DsbIshst, Isb] => true,
            [DsbIshst, ref operations @ .., DsbIsh, Isb] => {
                operations.iter().all(|operation| matches!(operation, Tlbi(..)))
            }
            _ => false,
        };
        assert!(whole, "{emitted:?}");
        if !emitted.is_empty() {
            self.paired = self.now;
        }
        emitted
    }

    /// Takes the instructions that one cursor causes. Asserts that they invalidate only its own
    /// changes, by address, or everything if it made many.
    fn emitted_by(&mut self, done: &Done) -> Vec<Instruction> {
        let emitted = self.emitted();
        for instruction in &emitted {
            match *instruction {
                Tlbi(Op::Vmalle1is, _) => {
                    assert!(!done.live.contains(&0), "everything is invalidated for few changes")
                }
                Tlbi(_, operand) => {
                    assert!(done.live[index(operand)] > 0, "somebody else's change is invalidated")
                }
                _ => assert!(!done.is_fresh(), "{instruction:?} is not deferred"),
            }
        }
        emitted
    }

    /// Asserts that the changes of a cursor that has flushed are invalidated, deferred or settled.
    fn check(&self, done: &mut Done) {
        for (page, &stored) in done.live.iter().enumerate().filter(|&(_, &stored)| stored > 0) {
            assert!(
                self.invalidated[page].max(self.all_invalidated) > stored,
                "page {page} is not invalidated"
            );
        }
        assert!(
            done.fresh == 0 || !settled() || self.paired > done.fresh,
            "a fresh page is forgotten"
        );
        *done = Done::NOTHING;
    }

    fn run(&mut self, actions: &[Action]) {
        let mut cursors: [Cursor<'static>; CURSORS] = std::array::from_fn(|of| self.cursor(of));
        let mut done = [Done::NOTHING; CURSORS];
        let guard = LazyMmuGuard::<Recorded>::enable();
        for &action in actions.iter().chain([Flush(0), Flush(1), Flush(2)].iter()) {
            match action {
                Fresh(i) => {
                    if !FREE.contains(&self.free[i]) {
                        cursors[i].flush();
                        self.emitted();
                        self.check(&mut done[i]);
                        cursors[i]
                            .unmap_region(page(FREE.start), FREE.len() * 4096)
                            .expect("each was mapped");
                        cursors[i].flush();
                        self.emitted();
                        self.free[i] = FREE.start;
                    }
                    cursors[i]
                        .map(page(self.free[i]), frame(self.free[i]), PageSize::Size4K, READ_WRITE)
                        .expect("not mapped");
                    self.free[i] += 1;
                    // The cursor may have flushed before, and then it has nothing else to flush.
                    if !self.emitted_by(&done[i]).is_empty() {
                        self.check(&mut done[i]);
                    }
                    done[i].fresh = self.now;
                }
                Live(i) => {
                    let index = self.now % MAPPED;
                    cursors[i].protect(page(index), READ).expect("mapped");
                    assert_eq!(self.emitted(), []);
                    done[i].live[index] = self.now;
                }
                Many(i) => {
                    cursors[i].protect_region(page(0), MAPPED * 4096, READ).expect("mapped");
                    assert_eq!(self.emitted(), []);
                    done[i].live.fill(self.now);
                }
                Flush(i) => {
                    cursors[i].flush();
                    self.emitted_by(&done[i]);
                    self.check(&mut done[i]);
                }
                Forget(i) => {
                    let next = self.cursor(i);
                    std::mem::forget(std::mem::replace(&mut cursors[i], next));
                    assert_eq!(self.emitted(), []);
                }
                Drop => {
                    let table = Table::try_new().expect("there is memory");
                    assert_eq!(table::barriers(), [DsbIshst]);
                    drop(table);
                    assert_eq!(self.emitted(), [DsbIshst, Tlbi(Op::Vmalle1is, 0), DsbIsh, Isb]);
                }
                OtherTask => {
                    Kernel::move_to(1);
                    // The change is to its own table, at an address that the others have, too.
                    let invalidated = self.invalidated[0];
                    section::<Recorded, _>(|_| {
                        self.others.cursor().protect(page(0), READ).expect("mapped");
                        assert_eq!(
                            self.emitted(),
                            [DsbIshst, Tlbi(Op::Vaale1is, operand(0)), DsbIsh, Isb]
                        );
                        let mut cursor = self.others.cursor();
                        cursor
                            .map(page(FREE.start), frame(FREE.start), PageSize::Size4K, READ_WRITE)
                            .expect("not mapped");
                    });
                    // This settles nothing of the first task.
                    let paired = self.paired;
                    assert_eq!(self.emitted(), [DsbIshst, Isb]);
                    self.others.cursor().unmap(page(FREE.start)).expect("mapped");
                    self.emitted();
                    self.paired = paired;
                    self.invalidated[0] = invalidated;
                    Kernel::move_to(0);
                }
            }
        }
        let deferred = !settled();
        drop(guard);
        assert_eq!(self.emitted(), if deferred { [DsbIshst, Isb].as_slice() } else { &[] });
    }
}

/// Runs every sequence of this length that uses the tables in their order, since the tables are
/// alike.
fn each(actions: &mut Vec<Action>, used: usize, length: usize, run: &mut impl FnMut(&[Action])) {
    if length == 0 {
        return run(actions);
    }
    let of_cursors = (0..CURSORS.min(used + 1)).flat_map(|i| {
        [Fresh(i), Live(i), Many(i), Flush(i), Forget(i)].map(|action| (action, i + 1))
    });
    for (action, used_then) in of_cursors.chain([(Drop, 0), (OtherTask, 0)]) {
        actions.push(action);
        each(actions, used.max(used_then), length - 1, run);
        actions.pop();
    }
}

#[test]
fn in_every_order_each_cursor_settles_its_own_changes_and_no_others() {
    let mut world = World::new();
    let mut orders = 0;
    each(&mut Vec::new(), 0, LENGTH, &mut |actions| {
        world.run(actions);
        orders += 1;
    });
    println!("{orders} orders");
}

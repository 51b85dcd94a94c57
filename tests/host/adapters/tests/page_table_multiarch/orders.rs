//! Every order of what cursors of three tables do, with tables that are dropped and another task in
//! between: each live change is invalidated when its cursor has flushed, each fresh one is deferred
//! or settled, and nobody settles what somebody else did.

use lazy_mmu_arm64::record::Instruction::{self, DmbIshst, DsbIsh, DsbIshst, Isb, Tlbi};
use lazy_mmu_arm64::record::Tlbi as Op;
use lazy_mmu_core::{LazyMmuGuard, section};
use model_kernel::kernel::{Kernel, Recorded, settled};
use page_table_multiarch::PageSize;

use crate::table::{self, Cursor, READ, READ_WRITE, Table, frame, page};

const CURSORS: usize = 3;
const LENGTH: usize = 6;
/// Pages that are mapped in every table, and more than a table keeps addresses of.
const MAPPED: usize = 33;
/// Where fresh pages are, up to the end of a table of leaves.
const FREE: std::ops::Range<usize> = 64..512;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Action {
    /// The cursor maps a page.
    Fresh(usize),
    /// It changes a page.
    Live(usize),
    /// It changes more pages than are invalidated one by one.
    Many(usize),
    /// It flushes.
    Flush(usize),
    /// It is forgotten, and there is another one of its table.
    Forget(usize),
    /// A table is dropped: its frames go back.
    Drop,
    /// Another task changes a page and maps one, in a section of its own.
    OtherTask,
}

use Action::{Drop, Flush, Forget, Fresh, Live, Many, OtherTask};

/// What a cursor has done and not flushed, by the numbers of the steps; 0 for nothing.
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

/// The tables, and what was seen of their changes and of what was emitted.
struct World {
    tables: [*mut Table; CURSORS],
    others: Table,
    free: [usize; CURSORS],
    now: usize,
    /// When what each page led to was last invalidated, and when everything was.
    invalidated: [usize; FREE.end],
    all_invalidated: usize,
    /// When the stores until then were last settled.
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
        // SAFETY: the box lives for ever, and the cursor that was there before, if any, is gone.
        unsafe { &mut *self.tables[of] }.cursor()
    }

    /// What is emitted now, `dmb` aside.
    fn emitted(&mut self) -> Vec<Instruction> {
        self.now += 1;
        let emitted: Vec<_> =
            table::barriers().into_iter().filter(|&instruction| instruction != DmbIshst).collect();
        for instruction in &emitted {
            match *instruction {
                Tlbi(Op::Vmalle1is, 0) => self.all_invalidated = self.now,
                Tlbi(Op::Vaale1is, operand) => self.invalidated[index(operand)] = self.now,
                Tlbi(..) => panic!("{instruction:?} is of no use here"),
                _ => {}
            }
        }
        // Whatever is emitted is a whole sequence.
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

    /// What one cursor causes: no more than by address for what it has changed itself, or all if
    /// that was much.
    fn emitted_by(&mut self, done: &Done) -> Vec<Instruction> {
        let emitted = self.emitted();
        for instruction in &emitted {
            match *instruction {
                Tlbi(Op::Vmalle1is, _) => {
                    assert!(!done.live.contains(&0), "everything is invalidated")
                }
                Tlbi(_, operand) => {
                    assert!(done.live[index(operand)] > 0, "somebody else's change is invalidated")
                }
                _ => assert!(!done.is_fresh(), "{instruction:?} is not deferred"),
            }
        }
        emitted
    }

    /// A cursor has flushed.
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
                    // It may have flushed before; then that was all of it.
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
                    // Of its own table, at an address that the others have, too.
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
                    // No settling of the first task's.
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

/// Every sequence of a length, in which tables are used in their order: which is which makes no
/// difference.
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

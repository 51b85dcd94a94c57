//! Each shape of kernel code around page tables, on a real MMU: first told call by call, then
//! counted eagerly and in sections. Each mapped page is used through its address, and no access had
//! to be tried again.
#![no_std]
#![no_main]

use core::array;

use aarch64_cpu::registers::{DAIF, ReadWriteable, Readable, Writeable};
use kernel::{
    Kernel, Meter, Outcome, Qemu, Task, interrupt, raise_softirq, retries, space, take_interrupts,
    try_read, try_write,
};
use lazy_mmu_arm64::{Arm64, Arm64Mode, set_pte, switch_out};
use lazy_mmu_core::{Counts, Event, NoLazyMmu, Platform, Slot};
use paging::shapes::{self, Area, Exit, Lock, Refused};
use paging::{Attributes, Frame, PAGE_SIZE, Pages, map_pages};
use semihosting::println;
use spin::{Mutex, Once};

kernel::program!(main);

const PAGES: usize = 8;
/// Each run has a table of level 3 to itself.
const FIRST_AREA: u64 = 0xffff_8000_0000_0000;
const TABLE: u64 = 512 * PAGE_SIZE;

static FRAMES: Once<[Frame; PAGES]> = Once::new();
static LOCK: Lock = Lock::new(());
static SOFTIRQ: Mutex<Option<Area<'static>>> = Mutex::new(None);

/// This kernel with the same slot in its tasks, which prints what the mode does.
struct Shown;

impl Platform for Shown {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        Kernel::in_interrupt()
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        Kernel::with_slot(f)
    }

    fn trace(event: Event) {
        println!("    {event}");
    }
}

/// Another task, which runs while the first one sleeps.
struct Other;

impl Platform for Other {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        static SLOT: Slot<Arm64> = Slot::new(());
        f(&SLOT)
    }
}

fn main() {
    take_interrupts();
    FRAMES.call_once(|| array::from_fn(|_| space().alloc_page::<Kernel>().expect("a frame")));
    let mut next = FIRST_AREA;
    every_shape::<Shown>(&mut Run { next: &mut next, how: How::Told });
    every_shape::<NoLazyMmu>(&mut Run { next: &mut next, how: How::Counted("eager") });
    every_shape::<Kernel>(&mut Run { next: &mut next, how: How::Counted("lazy") });
    assert_eq!(retries(), 0);
}

enum How {
    Told,
    Counted(&'static str),
}

struct Run<'a> {
    next: &'a mut u64,
    how: How,
}

impl Run<'_> {
    /// An area of its own. Its tables are there.
    fn area(&mut self) -> Area<'static> {
        let area = Area {
            space: space(),
            start: *self.next,
            frames: FRAMES.get().expect("set by `main`"),
            lock: &LOCK,
        };
        area.install_tables::<Kernel>().expect("frames for tables");
        *self.next += TABLE;
        area
    }

    /// Runs a shape, which maps the first `mapped` pages of the area.
    fn shape(&mut self, name: &str, area: &Area<'_>, mapped: usize, f: impl FnOnce()) {
        match self.how {
            How::Told => {
                println!("{name}");
                f();
            }
            How::Counted(mode) => Qemu.count(format_args!("{name}, {mode}"), f),
        }
        for address in area.pages().each().skip(mapped) {
            assert_eq!(try_read(address), Outcome::TranslationFault);
        }
        if mapped > 0 {
            touch(area.start, &area.frames[..mapped]);
        }
        let slot = &Task::current().lazy_mmu;
        assert!(slot.is_settled() && slot.counts() == Counts::default() && !LOCK.is_locked());
    }
}

/// Uses pages through their addresses.
fn touch(start: u64, frames: &[Frame]) {
    Qemu.check(space(), Pages::new(start, frames.len()), frames);
}

/// Maps the fourth page, which stops a shape that expects none.
fn occupy(area: &Area<'_>) {
    map_pages::<Kernel>(
        area.space,
        area.start + 3 * PAGE_SIZE,
        &area.frames[3..4],
        Attributes::READ_WRITE,
    )
    .expect("its table is there");
}

fn every_shape<M: Arm64Mode>(run: &mut Run<'_>) {
    let area = run.area();
    run.shape("lock_section_loop_end_unlock", &area, PAGES, || {
        shapes::lock_section_loop_end_unlock::<M>(&area)
    });

    let area = run.area();
    run.shape("lock_then_a_section_in_a_scope", &area, PAGES, || {
        shapes::lock_then_a_section_in_a_scope::<M>(&area)
    });

    let area = run.area();
    occupy(&area);
    run.shape("early_return_on_error", &area, 4, || {
        assert_eq!(shapes::early_return_on_error::<M>(&area), Err(Refused::Busy))
    });

    let area = run.area();
    run.shape("leave_in_the_middle_unlock_sleep_relock_re_enter", &area, PAGES, || {
        shapes::leave_in_the_middle_unlock_sleep_relock_re_enter::<M>(&area, || {
            assert!(!LOCK.is_locked());
            touch(area.start, &area.frames[..PAGES / 2]);
        });
    });

    let area = run.area();
    occupy(&area);
    run.shape("several_exits_one_with_the_lock_dropped", &area, 4, || {
        let exit = shapes::several_exits_one_with_the_lock_dropped::<M>(&area, || {
            assert!(!LOCK.is_locked());
            touch(area.start, &area.frames[..4]);
        });
        assert_eq!(exit, Exit::Unlocked);
    });

    let area = run.area();
    run.shape("arbitrary_callback_inside", &area, PAGES, || {
        shapes::arbitrary_callback_inside::<M>(&area, &mut |entry, _, frame| {
            set_pte::<M>(entry, shapes::leaf(frame));
        });
    });

    let area = run.area();
    run.shape("the_callback_pauses_writes_and_reads_back_resumes", &area, PAGES, || {
        shapes::the_callback_pauses_writes_and_reads_back_resumes::<M>(
            &area,
            &mut |address, frame| touch(address, &[frame]),
        );
    });

    space().enable_debug_pagealloc::<Kernel>(&[]).expect("frames for the linear map");
    let area = run.area();
    let mut allocated = [area.frames[0]; PAGES];
    let mut slots = allocated.iter_mut();
    run.shape("hidden_callee_opens_its_own_section", &Area { frames: &[], ..area }, 0, || {
        shapes::hidden_callee_opens_its_own_section::<M>(&area, &mut |address, frame| {
            touch(address, &[frame]);
            slots.by_ref().take(1).for_each(|slot| *slot = frame);
        })
        .expect("frames");
    });
    touch(area.start, &allocated);

    let area = run.area();
    run.shape("hidden_callee_opens_a_section_while_paused", &area, PAGES, || {
        shapes::hidden_callee_opens_a_section_while_paused::<M>(&area, &mut |address, frame| {
            touch(address, &[frame])
        })
        .expect("frames");
    });
    space().disable_debug_pagealloc();

    let area = run.area();
    let others = run.area();
    run.shape("section_that_sleeps", &area, PAGES, || {
        shapes::section_that_sleeps::<M>(&area, || {
            switch_out();
            shapes::lock_section_loop_end_unlock::<Other>(&others);
            touch(others.start, others.frames);
        });
    });

    let area = run.area();
    *SOFTIRQ.lock() = Some(run.area());
    run.shape("section_entered_in_a_softirq_handler", &area, PAGES, || {
        shapes::arbitrary_callback_inside::<M>(&area, &mut |entry, _, frame| {
            set_pte::<M>(entry, shapes::leaf(frame));
            if frame == area.frames[PAGES / 2] {
                interrupt(|| raise_softirq(softirq::<M>));
            }
        });
    });

    let area = run.area();
    run.shape("section_entered_by_a_task_with_interrupts_masked", &area, PAGES, || {
        shapes::section_entered_by_a_task_with_interrupts_masked::<M, _>(&area, masked);
    });
}

fn softirq<M: Arm64Mode>() {
    let area = SOFTIRQ.lock().take().expect("set before the interrupt");
    shapes::section_entered_in_a_softirq_handler::<M>(&area);
    touch(area.start, area.frames);
    assert_eq!(try_write(area.start), Outcome::Done);
}

/// Interrupts are masked while the answer lives.
fn masked() -> impl Drop {
    let before = DAIF.get();
    DAIF.modify(DAIF::I::Masked);
    scopeguard::guard(before, |before| DAIF.set(before))
}

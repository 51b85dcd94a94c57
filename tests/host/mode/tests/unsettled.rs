//! However an `Unsettled` is opened, and in whatever state, nothing is deferred afterwards.

use std::cell::Cell;

use lazy_mmu_arm64::record::Instruction::{self, DsbIshst, Isb};
use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, PauseGuard, Unsettled, is_active, section_settled};
use model_kernel::kernel::{Kernel, Recorded, barriers, settled, slot, store};

/// A mapping function.
fn map() -> Unsettled<u64, Recorded> {
    store();
    Unsettled::new(0x1000)
}

/// The ways to open an `Unsettled`, in the state of the caller.
type Opening = fn();

const OPENINGS: [(&str, Opening); 7] = [
    ("flush", || assert_eq!(map().flush(), 0x1000)),
    ("zip and flush", || assert_eq!(map().zip(map()).flush(), (0x1000, 0x1000))),
    ("the end of its section", || {
        let section = LazyMmuGuard::<Recorded>::enable();
        let unsettled = map();
        assert_eq!(section.finish(unsettled), 0x1000);
    }),
    ("the end of another section", || {
        let unsettled = map();
        assert_eq!(LazyMmuGuard::<Recorded>::enable().finish(unsettled), 0x1000);
    }),
    ("the end of a section that began in a pause", || {
        let pause = PauseGuard::<Recorded>::pause();
        let inert = LazyMmuGuard::<Recorded>::enable();
        drop(pause);
        let unsettled = map();
        assert_eq!(inert.finish(unsettled), 0x1000);
    }),
    ("the end of a section that was suspended", || {
        let section = LazyMmuGuard::<Recorded>::enable();
        let before = map();
        let during = section.suspend(map);
        assert_eq!(section.finish([before, during, map()]), [0x1000; 3]);
    }),
    ("the closure form, out of options and results", || {
        assert_eq!(section_settled::<Recorded, _>(|_| Some(map())), Some(0x1000));
        assert_eq!(section_settled::<Recorded, _>(|_| Ok::<_, ()>([map()])), Ok([0x1000]));
        assert_eq!(section_settled::<Recorded, Option<Unsettled<u64, _>>>(|_| None), None);
    }),
];

/// Calls `f` in `sections` sections, and then in `pauses` pauses.
fn within(sections: usize, pauses: usize, f: &dyn Fn()) {
    if sections > 0 {
        let _section = LazyMmuGuard::<Recorded>::enable();
        within(sections - 1, pauses, f);
    } else if pauses > 0 {
        let _pause = PauseGuard::<Recorded>::pause();
        within(0, pauses - 1, f);
    } else {
        f();
    }
}

/// How many sections surround it. Miri takes minutes for the deep ones, which are the same code.
const SECTIONS: &[usize] = if cfg!(miri) { &[0, 1, 2] } else { &[0, 1, 2, 255, 256] };

#[test]
fn nothing_is_deferred_once_it_is_open_whatever_state_it_was_made_in() {
    for (name, open) in OPENINGS {
        for &sections in SECTIONS {
            for pauses in [0, 1, 2] {
                for in_interrupt in [false, true] {
                    within(sections, pauses, &|| {
                        Kernel::set_in_interrupt(in_interrupt);
                        barriers();
                        open();
                        assert!(settled(), "{name}, in {sections} sections and {pauses} pauses");
                        assert!(
                            barriers().ends_with(&[DsbIshst, Isb]) || name.contains("closure"),
                            "{name} issues no pair"
                        );
                        Kernel::set_in_interrupt(false);
                    });
                }
            }
        }
    }
}

#[test]
fn what_is_not_opened_stays_deferred() {
    let _section = LazyMmuGuard::<Recorded>::enable();
    let unsettled = map();
    assert!(!settled());
    // SAFETY: the address is only compared.
    assert_eq!(unsafe { unsettled.assume_settled() }, 0x1000);
    assert!(!settled());
}

#[test]
fn what_is_left_stays_deferred_to_the_section_around_it() {
    let section = LazyMmuGuard::<Recorded>::enable();
    map().leave();
    let _ = [map(), map()].map(Unsettled::leave);
    assert!(!settled());
    assert_eq!(barriers(), []);
    drop(section);
    assert_eq!(barriers(), [DsbIshst, Isb]);
}

/// The limit of the type: a handler that the platform knows of does not flush for its task, and the
/// type does not keep it from opening the value. A handler that is announced to the slot flushes,
/// as it may be the task.
#[test]
fn a_handler_that_opens_a_value_of_its_task_settles_it_if_it_is_announced_to_the_slot() {
    let announced = |open: &dyn Fn()| {
        slot::<Recorded, _>(|slot| {
            let _handler = slot.interrupt::<Recorded>();
            open();
        });
    };
    let known = |open: &dyn Fn()| {
        Kernel::set_in_interrupt(true);
        open();
        Kernel::set_in_interrupt(false);
    };
    const PAIR: &[Instruction] = &[DsbIshst, Isb];
    for (handler, here, later) in
        [(&announced as &dyn Fn(&dyn Fn()), PAIR, &[][..]), (&known, &[], PAIR)]
    {
        let opened_by: [fn(Unsettled<u64, Recorded>) -> u64; 2] =
            [Unsettled::flush, |task| section_settled::<Recorded, _>(|_| task)];
        for open in opened_by {
            let section = LazyMmuGuard::<Recorded>::enable();
            let task = Cell::new(Some(map()));
            barriers();
            handler(&|| assert_eq!(open(task.take().expect("opened once")), 0x1000));
            assert_eq!(barriers(), here);
            assert!(is_active::<Recorded>());
            assert_eq!(settled(), later.is_empty());
            drop(section);
            assert_eq!(barriers(), later);
        }
    }
    assert_eq!(Kernel::take_reports(), []);
}

#[test]
fn an_unwinding_panic_in_the_closure_form_ends_the_section() {
    let outcome =
        std::panic::catch_unwind(|| section_settled::<Recorded, Unsettled<(), _>>(|_| panic!()));
    assert!(outcome.is_err());
    assert!(settled() && !is_active::<Recorded>());
}

#[test]
fn a_value_that_is_dropped_unopened_is_settled_before_its_own_drop() {
    struct Page;

    impl Drop for Page {
        fn drop(&mut self) {
            assert!(settled(), "the page is touched while its entry's pair is deferred");
        }
    }
    let map_page = || {
        store();
        Unsettled::<_, Recorded>::new(Page)
    };
    let fails = || -> Result<(), ()> { Err(()) };

    let _section = LazyMmuGuard::<Recorded>::enable();
    drop(map_page());
    drop(map_page().zip(map_page()));
    map_page().and(map()).flush();
    map_page().leave();
    let by_a_question_mark = || -> Result<_, ()> {
        let page = map_page();
        fails()?;
        Ok(page)
    };
    assert!(by_a_question_mark().is_err() && settled());
    let by_a_panic = std::panic::catch_unwind(|| {
        let _page = map_page();
        panic!();
    });
    assert!(by_a_panic.is_err() && settled());
}

#[test]
fn debug_output_shows_nothing_of_the_value() {
    assert_eq!(format!("{:?}", Unsettled::<_, NoLazyMmu>::new("secret")), "Unsettled { .. }");
}

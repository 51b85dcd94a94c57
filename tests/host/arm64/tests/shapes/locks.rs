//! Shapes that take the lock of the tables: where they release it.

use std::cell::RefCell;

use lazy_mmu_arm64::Arm64;
use model_kernel::kernel::Recorded;
use model_kernel::platform::{Config, Moment, Recording};
use paging::shapes::{self, Area, Exit, Lock};

use crate::{ENTER, LEAVE, PAGES, assert_mapped, assert_shape, with_area};

#[test]
fn lock_section_loop_end_unlock() {
    with_area(|area| {
        shapes::lock_section_loop_end_unlock::<Recorded>(area);
        assert_mapped(area, PAGES);
        assert_shape(&[ENTER, LEAVE], 1);
    });
}

#[test]
fn lock_then_a_section_in_a_scope() {
    with_area(|area| {
        shapes::lock_then_a_section_in_a_scope::<Recorded>(area);
        assert_mapped(area, PAGES);
        assert_shape(&[ENTER, LEAVE], 1);
    });
}

/// A kernel that notes at each event whether the lock is held.
type Watched = Recording<Arm64, Watches>;

struct Watches;

static WATCHED: Lock = Lock::new(());

thread_local!(static HELD: RefCell<Vec<bool>> = const { RefCell::new(Vec::new()) });

impl Config for Watches {
    fn at(moment: Moment) {
        if moment == Moment::Trace {
            HELD.with_borrow_mut(|held| held.push(WATCHED.is_locked()));
        }
    }
}

#[test]
fn a_section_ends_before_its_lock_is_released_unless_it_is_around_the_function_that_takes_it() {
    let held_at_hooks = |shape: fn(&Area<'_>)| {
        with_area(|area| shape(&Area { lock: &WATCHED, ..*area }));
        assert!(!WATCHED.is_locked());
        HELD.take()
    };
    assert_eq!(held_at_hooks(shapes::lock_section_loop_end_unlock::<Watched>), [true, true]);
    assert_eq!(held_at_hooks(shapes::lock_then_a_section_in_a_scope::<Watched>), [true, true]);
    assert_eq!(held_at_hooks(shapes::section_around_the_lock::<Watched>), [false, false]);
    assert_eq!(
        held_at_hooks(|area| shapes::leave_in_the_middle_unlock_sleep_relock_re_enter::<Watched>(
            area,
            || {
                assert!(!WATCHED.is_locked());
            }
        )),
        [true; 4]
    );
    assert_eq!(
        held_at_hooks(|area| assert_eq!(
            shapes::several_exits_one_with_the_lock_dropped::<Watched>(area, || ()),
            Exit::All
        )),
        [true, true]
    );
}

//! Shapes that leave before their end, or in the middle.

use lazy_mmu_core::{LazyMmuGuard, is_active};
use model_kernel::kernel::{Kernel, Recorded, settled};
use paging::PAGE_SIZE;
use paging::shapes::{self, Area, Exit, Refused};

use crate::{
    ENTER, FLUSH, LEAVE, NESTED, PAGES, START, assert_mapped, assert_shape, occupy, pairs,
    with_area,
};

#[test]
fn early_return_on_error() {
    with_area(|area| {
        occupy(area);
        assert_eq!(shapes::early_return_on_error::<Recorded>(area), Err(Refused::Busy));
        assert_mapped(area, 4);
        assert_shape(&[ENTER, LEAVE], 1);
    });
}

#[test]
fn early_return_on_error_by_a_question_mark() {
    with_area(|area| {
        let beyond = 4 * PAGE_SIZE;
        let area = &Area { start: START + 512 * PAGE_SIZE - beyond, ..*area };
        assert_eq!(shapes::early_return_on_error::<Recorded>(area), Err(Refused::NoTable));
        assert_mapped(area, 4);
        assert_shape(&[ENTER, LEAVE], 1);
    });
}

#[test]
fn no_error_and_no_early_return() {
    with_area(|area| {
        assert_eq!(shapes::early_return_on_error::<Recorded>(area), Ok(()));
        assert_mapped(area, PAGES);
        assert_shape(&[ENTER, LEAVE], 1);
    });
}

#[test]
fn leave_in_the_middle_unlock_sleep_relock_re_enter() {
    with_area(|area| {
        shapes::leave_in_the_middle_unlock_sleep_relock_re_enter::<Recorded>(area, || {
            assert!(!area.lock.is_locked());
            assert!(!is_active::<Recorded>() && settled());
            assert_eq!(Kernel::pins(), 0, "with a slot per CPU it may sleep as well");
            assert_mapped(area, PAGES / 2);
            assert_shape(&[ENTER, LEAVE], 1);
        });
        assert_mapped(area, PAGES);
        assert_shape(&[ENTER, LEAVE], 1);
        assert!(!area.lock.is_locked());
    });
}

#[test]
fn leave_in_the_middle_of_a_nested_section_flushes_and_stays_active() {
    with_area(|area| {
        let outer = LazyMmuGuard::<Recorded>::enable();
        shapes::leave_in_the_middle_unlock_sleep_relock_re_enter::<Recorded>(area, || {
            assert!(is_active::<Recorded>() && settled());
            assert_eq!(pairs(), 1);
        });
        assert_eq!(pairs(), 1);
        drop(outer);
        assert_shape(&[ENTER, NESTED, FLUSH, NESTED, FLUSH, LEAVE], 0);
    });
}

#[test]
fn several_exits_one_with_the_lock_dropped() {
    with_area(|area| {
        occupy(area);
        let exit = shapes::several_exits_one_with_the_lock_dropped::<Recorded>(area, || {
            assert!(!area.lock.is_locked());
            assert_shape(&[ENTER, LEAVE], 1);
        });
        assert_eq!(exit, Exit::Unlocked);
        assert_mapped(area, 4);
        assert_shape(&[], 0);
    });
    for (pages, expected) in [(0, Exit::Nothing), (PAGES, Exit::All)] {
        with_area(|area| {
            let area = &Area { frames: &area.frames[..pages], ..*area };
            let exit = shapes::several_exits_one_with_the_lock_dropped::<Recorded>(
                area,
                || unreachable!(),
            );
            assert_eq!(exit, expected);
            assert!(!area.lock.is_locked());
            assert_mapped(area, pages);
            assert_shape(&[ENTER, LEAVE], pages.min(1));
        });
    }
}

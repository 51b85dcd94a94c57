//! The six calls that define the mode, in every way to write them.

use lazy_mmu_core::{LazyMmuGuard, PauseGuard, Platform, lazy_mmu, paused, raw, section};
use model_kernel::kernel::{Hooked, Kernel, Recorded};

const TABLE: [&str; 6] = [
    "enable    -> enter   E=1 P=0",
    "  enable  -> -       E=2 P=0",
    "  pause   -> leave   E=2 P=1",
    "  resume  -> enter   E=2 P=0",
    "  disable -> flush   E=1 P=0",
    "disable   -> leave   E=0 P=0",
];
const HOOKS: [&str; 5] = ["enter", "leave", "enter", "flush", "leave"];

#[track_caller]
fn assert_table() {
    assert_eq!(Kernel::take_events(), TABLE);
    assert_eq!(Hooked::take_hooks(), HOOKS);
    assert_eq!(Kernel::take_reports(), []);
    assert_eq!(Kernel::pins(), 0);
}

#[test]
fn guards_reach_their_hooks_in_order() {
    paging::demo::trace::<Hooked>();
    assert_table();
}

#[test]
fn closures_reach_their_hooks_in_order() {
    section::<Hooked, _>(|_| section::<Hooked, _>(|_| paused::<Hooked, _>(|| ())));
    assert_table();
}

#[test]
fn the_attribute_reaches_its_hooks_in_order() {
    #[lazy_mmu(platform = P)]
    fn outer<P: Platform>() {
        inner::<P>();
    }
    #[lazy_mmu(platform = P)]
    fn inner<P: Platform>() {
        hidden::<P>();
    }
    #[lazy_mmu(pause, platform = P)]
    fn hidden<P: Platform>() {}

    outer::<Hooked>();
    assert_table();
}

#[test]
fn raw_calls_reach_their_hooks_in_order() {
    // SAFETY: paired.
    unsafe { raw::enable::<Hooked>() };
    // SAFETY: paired.
    unsafe { raw::enable::<Hooked>() };
    // SAFETY: paired.
    unsafe { raw::pause::<Hooked>() };
    // SAFETY: paired.
    unsafe { raw::resume::<Hooked>() };
    // SAFETY: paired.
    unsafe { raw::disable::<Hooked>() };
    // SAFETY: paired.
    unsafe { raw::disable::<Hooked>() };
    assert_table();
}

#[test]
fn arm64_reaches_its_hooks_in_order() {
    paging::demo::trace::<Recorded>();
    assert_eq!(Kernel::take_events(), TABLE);
}

#[test]
fn enter_is_called_the_first_time() {
    let _section = LazyMmuGuard::<Hooked>::enable();
    assert_eq!(Hooked::take_hooks(), ["enter"]);
}

#[test]
fn a_pause_outside_any_section_reaches_no_hook() {
    drop(PauseGuard::<Hooked>::pause());
    assert_eq!(
        Kernel::take_events(),
        ["pause     -> -       E=0 P=1", "resume    -> -       E=0 P=0"]
    );
    assert_eq!(Hooked::take_hooks(), [""; 0]);
}

#[test]
fn calls_while_paused_reach_no_hook_and_move_nothing() {
    let section = LazyMmuGuard::<Hooked>::enable();
    let pause = section.pause();
    Kernel::take_events();
    drop(LazyMmuGuard::<Hooked>::enable());
    assert_eq!(Kernel::take_events(), [""; 0]);
    drop(pause);
}

#[test]
fn pauses_nest() {
    let section = LazyMmuGuard::<Hooked>::enable();
    let outer = section.pause();
    assert_eq!(Hooked::take_hooks(), ["enter", "leave"]);
    let inner = section.pause();
    drop(inner);
    assert_eq!(Hooked::take_hooks(), [""; 0]);
    drop(outer);
    assert_eq!(Hooked::take_hooks(), ["enter"]);
}

//! Every order in which up to five guards can be made and dropped, with a store between any two
//! steps, compared with a model after each step. Up to four guards if there are deferring sections
//! among them.

mod program;

use std::rc::Rc;

use lazy_mmu_core::{Counts, DeferringGuard, LazyMmuGuard, PauseGuard, Platform};
use model_kernel::agree::{Stores, assert_agrees, model};
use model_kernel::compared;
use model_kernel::kernel::{Hooked, Kernel, Recorded};
use model_kernel::slots::Observed;

use program::{Kind, Moment, Program};

/// The most guards of a program: ten steps. Miri makes four.
const GUARDS: usize = if cfg!(miri) { 2 } else { 5 };
/// Fewer, where there is more to vary.
const FEWER: usize = if cfg!(miri) { 2 } else { 4 };
/// Fewest, where there is most.
const FEWEST: usize = if cfg!(miri) { 1 } else { 3 };

const TWO_KINDS: &[Kind] = &[Kind::Section, Kind::Pause];
const ALL_KINDS: &[Kind] = &[Kind::Section, Kind::Pause, Kind::Deferring];

/// A guard that is held for its drop.
#[expect(dead_code, reason = "of most only the drop is used")]
enum Held<P: Platform> {
    Section(Rc<LazyMmuGuard<P>>),
    Deferring(DeferringGuard<P>),
    Pause(PauseGuard<'static, P>),
    /// A pause that borrows a section's guard. The pause is the first field, so it drops first.
    Borrowed(PauseGuard<'static, P>, Rc<LazyMmuGuard<P>>),
}

fn make<P: Platform>(kind: Kind, borrowed: Option<&Option<Held<P>>>) -> Held<P> {
    match (kind, borrowed) {
        (Kind::Section, _) => Held::Section(Rc::new(LazyMmuGuard::enable())),
        (Kind::Deferring, _) => Held::Deferring(DeferringGuard::enable_given_address()),
        (Kind::Pause, None) => Held::Pause(PauseGuard::pause()),
        (Kind::Pause, Some(Some(Held::Section(owner)))) => {
            // SAFETY: the guard does not move, and lives as long as the clone beside the pause. The
            // pause drops before that clone.
            let section: &'static LazyMmuGuard<P> = unsafe { &*Rc::as_ptr(owner) };
            Held::Borrowed(section.pause(), Rc::clone(owner))
        }
        (Kind::Pause, Some(_)) => panic!("a pause borrows only an open section"),
    }
}

/// Runs the program on a fresh slot, and compares at every step.
fn run<K: Observed<Arch: Stores>>(program: &Program) {
    let mut model = model::<K>();
    let defers = || !K::slot().is_settled();
    let mut guards: [Option<Held<K>>; GUARDS] = [const { None }; GUARDS];
    let mut tokens = [None; GUARDS];
    let mut in_handler = false;
    assert_agrees::<K>(&mut model, 0, &("at the start", program));
    for moment in program.moments() {
        match moment {
            Moment::Store => {
                let deferred = defers();
                <K::Arch as Stores>::store::<K>();
                model.store();
                assert_agrees::<K>(&mut model, 0, &(moment, program));
                assert!(
                    !in_handler || defers() == deferred,
                    "a handler's store takes effect at once: {program:?}"
                );
            }
            Moment::HandlerBegins | Moment::HandlerEnds => {
                in_handler = moment == Moment::HandlerBegins;
                Kernel::set_in_interrupt(in_handler);
                model.set_in_interrupt(in_handler);
                assert_agrees::<K>(&mut model, 0, &(moment, program));
            }
            Moment::Make(guard) => {
                let borrowed = program.borrows[guard].map(|section| &guards[section]);
                guards[guard] = Some(make(program.kinds[guard], borrowed));
                let token = match program.kinds[guard] {
                    Kind::Pause => model.pause(),
                    _ => model.enable(),
                };
                tokens[guard] = Some(token);
                assert_agrees::<K>(&mut model, 0, &(moment, program));
            }
            Moment::Drop(guard) => {
                let kind = program.kinds[guard];
                drop(guards[guard].take());
                let token = tokens[guard].expect("it was made");
                match kind {
                    Kind::Section => model.disable(token),
                    Kind::Deferring => model.disable_deferring(token),
                    Kind::Pause => model.resume(token),
                }
                assert_agrees::<K>(&mut model, 0, &(moment, program));
                let leaves_it_to_another = kind == Kind::Deferring && model.counts().enable > 0;
                let may_defer = kind == Kind::Pause || in_handler || leaves_it_to_another;
                assert!(may_defer || !defers(), "a section that ended has settled: {program:?}");
            }
        }
        assert!(
            !defers() || K::slot().is_active(),
            "only an active mode defers: {moment:?} of {program:?}"
        );
    }
    let slot = K::slot();
    assert_eq!(slot.counts(), Counts::default(), "{program:?}");
    slot.retire::<K>(); // so that the next program's violations are reported anew
    assert!(!defers(), "{program:?}");
    assert_eq!(Kernel::pins(), 0, "{program:?}");
}

/// Runs all programs on both kernels, and returns their number.
fn run_all(what: &str, programs: impl Iterator<Item = Program>) -> usize {
    let mut number = 0;
    for program in programs {
        run::<Recorded>(&program);
        run::<Hooked>(&program);
        number += 1;
    }
    compared(&format!("{number} programs {what}"));
    number
}

/// Returns in how many orders `guards` guards can be made and dropped: for a new guard there is one
/// place more to drop it than the ones before it have steps.
fn orders(guards: usize) -> usize {
    (1..=guards).map(|guard| 2 * guard - 1).product()
}

/// Returns how many programs there are of up to `guards` guards, each of any of these kinds.
fn programs_of_up_to(guards: usize, kinds: &[Kind], places: impl Fn(usize) -> usize) -> usize {
    (0..=guards)
        .map(|guards| orders(guards) * kinds.len().pow(guards as u32) * places(2 * guards + 1))
        .sum()
}

/// Returns in how many places a handler can run: from any gap to that or a later one.
fn places_of_a_handler(gaps: usize) -> usize {
    gaps * (gaps + 1) / 2
}

#[test]
fn every_order_of_drops_ends_at_zero_and_keeps_the_promise() {
    let number = run_all("of sections and pauses", program::all(GUARDS, TWO_KINDS));
    assert_eq!(number, programs_of_up_to(GUARDS, TWO_KINDS, |_| 1));
    assert!(cfg!(miri) || number == 1 + 2 + 12 + 120 + 1680 + 30240, "{number}");
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes")]
fn so_does_every_order_with_a_handler_anywhere_in_it() {
    // A guard may be made outside the handler and dropped in it, or the other way round.
    let number = run_all(
        "with a handler in them",
        program::all(FEWER, TWO_KINDS).flat_map(|program| program.with_a_handler()),
    );
    assert_eq!(number, programs_of_up_to(FEWER, TWO_KINDS, places_of_a_handler));
}

#[test]
#[cfg_attr(all(miri, not(lazy_mmu_full)), ignore = "takes minutes")]
fn so_does_every_order_with_deferring_sections() {
    let number = run_all("with deferring sections in them", program::all(FEWER, ALL_KINDS));
    assert_eq!(number, programs_of_up_to(FEWER, ALL_KINDS, |_| 1));
    let programs = program::all(FEWEST, ALL_KINDS).flat_map(|program| program.with_a_handler());
    let number = run_all("with deferring sections and a handler in them", programs);
    assert_eq!(number, programs_of_up_to(FEWEST, ALL_KINDS, places_of_a_handler));
}

#[test]
fn so_does_every_order_in_which_pauses_borrow_their_section() {
    let number = run_all(
        "with borrowed pauses",
        program::all(FEWER, TWO_KINDS).flat_map(|program| program.with_borrows()),
    );
    assert_eq!(
        number,
        program::all(FEWER, TWO_KINDS).map(|program| program.ways_to_borrow() - 1).sum::<usize>()
    );
    assert!(cfg!(miri) || number > 1_000, "{number}");
}

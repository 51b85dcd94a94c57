//! Every sequence of up to ten raw calls, paired or not, in and out of handlers, compared with the model after each. Miri makes three.

use std::rc::Rc;

use lazy_mmu_core::{Arch, Hook, Slot, is_active, owe, with_active};
use model_kernel::compared;
use model_kernel::observed::{
    ByBit, ByQueue, Observed, Seen, copy, pins, raw_disable, raw_enable, raw_pause, raw_resume, set_in_interrupt, with_seen,
};
use model_mode::{Did, Model};

const LENGTH: usize = if cfg!(miri) { 3 } else { 10 };

#[derive(Clone, Copy, PartialEq, Debug)]
enum Call {
    Enable,
    Disable,
    Pause,
    Resume,
    /// A handler begins; or ends, if one runs.
    Handler,
}

const CALLS: [Call; 5] = [Call::Enable, Call::Disable, Call::Pause, Call::Resume, Call::Handler];

/// How a kernel tells the mode of its handlers.
trait Handlers {
    /// One begins or ends.
    fn set<K: Observed>(in_handler: bool);

    /// With another slot, in which one may run already.
    fn put<K: Observed>(slot: Rc<Slot<K::Arch>>, in_handler: bool);
}

struct Answered;

impl Handlers for Answered {
    fn set<K: Observed>(in_handler: bool) {
        set_in_interrupt(in_handler);
    }

    fn put<K: Observed>(slot: Rc<Slot<K::Arch>>, in_handler: bool) {
        K::put(slot);
        set_in_interrupt(in_handler);
    }
}

struct Announced;

impl Handlers for Announced {
    fn set<K: Observed>(in_handler: bool) {
        if in_handler { K::slot().irq_enter() } else { K::slot().irq_exit() }
    }

    fn put<K: Observed>(slot: Rc<Slot<K::Arch>>, _: bool) {
        K::put(slot);
    }
}

/// Makes the call, after a store, and the same on the model.
fn make<K: Observed, H: Handlers>(call: Call, model: &mut Model, sequence: &[Call]) {
    let before = pins() - model.pins();
    assert_eq!(is_active::<K>(), model.is_active(), "{sequence:?}");
    let owes = if <K::Arch as Arch>::OWES_BY_BIT { owe::<K>() } else { with_active::<K, _>(|()| ()).is_some() };
    assert_eq!(owes, model.store().owes, "the store before the last of {sequence:?}");
    let owed = model.owes();
    let did = match call {
        Call::Enable => {
            raw_enable::<K>();
            model.enable().1
        }
        Call::Disable => {
            raw_disable::<K>();
            model.raw_disable()
        }
        Call::Pause => {
            raw_pause::<K>();
            model.pause().1
        }
        Call::Resume => {
            raw_resume::<K>();
            model.raw_resume()
        }
        Call::Handler => {
            model.set_in_interrupt(!model.in_interrupt());
            H::set::<K>(model.in_interrupt());
            Did::default()
        }
    };
    let expected = [
        did.event.map(|(call, hook, counts)| Seen::Traced(call, hook, counts)),
        did.event.and_then(|(_, hook, counts)| {
            let runs = owed || !<K::Arch as Arch>::OWES_BY_BIT || hook == Some(Hook::Enter);
            hook.filter(|_| runs).map(|hook| Seen::Ran(hook, counts))
        }),
        did.report.map(|kind| Seen::Reported(kind, model.counts())),
    ];
    with_seen(|seen| assert!(expected.iter().flatten().eq(seen), "the last of {sequence:?}: {expected:?}, and the code {seen:?}"));
    let slot = K::slot();
    let settled = !(model.owes() && <K::Arch as Arch>::OWES_BY_BIT);
    assert_eq!((slot.counts(), slot.is_settled(), pins()), (model.counts(), settled, before + model.pins()), "{sequence:?}");
}

/// Makes every call after the sequence, and goes on from there; answers with how many sequences that were.
fn extend<K: Observed, H: Handlers>(slot: &Slot<K::Arch>, model: &Model, sequence: &mut Vec<Call>) -> usize {
    if sequence.len() == LENGTH {
        return 0;
    }
    let mut number = 0;
    for call in CALLS {
        H::put::<K>(copy(slot), model.in_interrupt());
        let mut model = model.clone();
        sequence.push(call);
        make::<K, H>(call, &mut model, sequence);
        number += 1 + extend::<K, H>(&K::slot(), &model, sequence);
        sequence.pop();
    }
    number
}

fn compare<K: Observed, H: Handlers>() {
    let number = extend::<K, H>(&Slot::new(()), &Model::default(), &mut Vec::new());
    compared(&format!("{number} sequences of up to {LENGTH} calls"));
    let all: usize = (1..=LENGTH as u32).map(|length| CALLS.len().pow(length)).sum();
    assert_eq!(number, all);
}

#[test]
fn every_sequence_does_what_the_model_does_on_an_architecture_that_owes_by_bit() {
    compare::<ByBit, Answered>();
}

#[test]
fn every_sequence_does_what_the_model_does_where_handlers_are_announced() {
    compare::<ByBit, Announced>();
}

#[test]
fn every_sequence_does_what_the_model_does_on_an_architecture_that_queues() {
    compare::<ByQueue, Answered>();
}

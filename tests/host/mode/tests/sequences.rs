//! Every sequence of up to ten raw calls, paired or not, in handlers and outside, compared with the
//! model after each call. In Miri, up to three calls.

use lazy_mmu_core::Slot;
use model_kernel::agree::{Stores, assert_agrees, model};
use model_kernel::compared;
use model_kernel::kernel::Kernel;
use model_kernel::noting::{ByBit, ByQueue};
use model_kernel::raw::{irq_enter, irq_exit, raw_disable, raw_enable, raw_pause, raw_resume};
use model_kernel::slots::{Observed, copy};
use model_mode::Model;

const LENGTH: usize = if cfg!(miri) { 3 } else { 10 };

#[derive(Clone, Copy, PartialEq, Debug)]
enum Call {
    Enable,
    Disable,
    Pause,
    Resume,
    /// Begins a handler, or ends it if one runs.
    Handler,
}

const CALLS: [Call; 5] = [Call::Enable, Call::Disable, Call::Pause, Call::Resume, Call::Handler];

/// How a kernel tells the mode of its handlers.
trait Handlers {
    /// Begins a handler, or ends it if one runs.
    fn change<K: Observed>(model: &mut Model);
}

struct Answered;

impl Handlers for Answered {
    fn change<K: Observed>(model: &mut Model) {
        let begins = !model.in_handler();
        Kernel::set_in_interrupt(begins);
        model.set_in_interrupt(begins);
    }
}

struct Announced;

impl Handlers for Announced {
    fn change<K: Observed>(model: &mut Model) {
        if model.in_handler() {
            irq_exit(&K::slot());
            model.irq_exit();
        } else {
            irq_enter(&K::slot());
            model.irq_enter();
        }
    }
}

/// Stores and then makes the call, on the code and on the model.
fn make<K: Observed<Arch: Stores>, H: Handlers>(call: Call, model: &mut Model, sequence: &[Call]) {
    let pins = Kernel::pins() - model.pins();
    <K::Arch as Stores>::store::<K>();
    model.store();
    match call {
        Call::Enable => {
            raw_enable::<K>();
            model.raw_enable();
        }
        Call::Disable => {
            raw_disable::<K>();
            model.raw_disable();
        }
        Call::Pause => {
            raw_pause::<K>();
            model.raw_pause();
        }
        Call::Resume => {
            raw_resume::<K>();
            model.raw_resume();
        }
        Call::Handler => H::change::<K>(model),
    }
    assert_agrees::<K>(model, pins, &sequence);
}

/// Makes every call after the sequence, and goes on from there; returns how many sequences that
/// were.
fn extend<K: Observed<Arch: Stores>, H: Handlers>(
    slot: &Slot<K::Arch>,
    model: &Model,
    sequence: &mut Vec<Call>,
) -> usize {
    if sequence.len() == LENGTH {
        return 0;
    }
    let mut number = 0;
    for call in CALLS {
        K::put(copy(slot));
        Kernel::set_in_interrupt(model.in_interrupt());
        let mut model = model.clone();
        sequence.push(call);
        make::<K, H>(call, &mut model, sequence);
        number += 1 + extend::<K, H>(&K::slot(), &model, sequence);
        sequence.pop();
    }
    number
}

fn compare<K: Observed<Arch: Stores>, H: Handlers>() {
    let number = extend::<K, H>(&K::slot(), &model::<K>(), &mut Vec::new());
    compared(&format!("{number} sequences of up to {LENGTH} calls"));
    let all: usize = (1..=LENGTH as u32).map(|length| CALLS.len().pow(length)).sum();
    assert_eq!(number, all);
}

#[test]
fn every_sequence_does_what_the_model_does_on_an_architecture_that_defers_by_bit() {
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

//! The claims about one aspect each. A claim ends when it is decided; what is left open then drops unseen.

use super::bench::Bench;
use super::outcome::{Outcome, Stop};
use super::subject::{Backend, Subject};
use crate::Arch;

pub(super) fn fresh_slot<S: Subject>() -> Outcome {
    Bench::<S>::new()?;
    Ok(None)
}

pub(super) fn six_calls<S: Subject>() -> Outcome {
    let mut bench = Bench::<S>::without_payments()?;
    let outer = bench.enable()?;
    let inner = bench.enable()?;
    let pause = bench.pause()?;
    bench.resume(pause)?;
    bench.disable(inner)?;
    bench.disable(outer)?;
    Ok(None)
}

pub(super) fn store_outside<S: Subject>() -> Outcome {
    Bench::<S>::new()?.store()?;
    Ok(None)
}

pub(super) fn store_in_section<S: Subject>() -> Outcome {
    let mut bench = Bench::<S>::without_payments()?;
    let _section = bench.enable()?;
    bench.store()?;
    Ok(None)
}

pub(super) fn leave<S: Subject>() -> Outcome {
    let mut bench = Bench::<S>::new()?;
    let section = bench.enable()?;
    bench.store()?;
    bench.disable(section)?;
    Ok(None)
}

pub(super) fn nested_end<S: Subject>() -> Outcome {
    let mut bench = Bench::<S>::new()?;
    let _outer = bench.enable()?;
    let inner = bench.enable()?;
    bench.store()?;
    bench.disable(inner)?;
    bench.store()?;
    Ok(None)
}

pub(super) fn flush<S: Subject>() -> Outcome {
    let mut bench = Bench::<S>::new()?;
    let _section = bench.enable()?;
    bench.store()?;
    bench.flush()?;
    bench.store()?;
    Ok(None)
}

pub(super) fn pause<S: Subject>() -> Outcome {
    let mut bench = Bench::<S>::new()?;
    let _section = bench.enable()?;
    bench.store()?;
    let _pause = bench.pause()?;
    bench.store()?;
    let inner = bench.pause()?;
    bench.resume(inner)?;
    bench.store()?;
    Ok(None)
}

pub(super) fn resume<S: Subject>() -> Outcome {
    let mut bench = Bench::<S>::without_payments()?;
    let _outer = bench.enable()?;
    let _inner = bench.enable()?;
    let pause = bench.pause()?;
    bench.resume(pause)?;
    bench.store()?;
    Ok(None)
}

pub(super) fn suspend<S: Subject>() -> Outcome {
    let mut bench = Bench::<S>::new()?;
    let section = bench.enable()?;
    bench.store()?;
    bench.suspend(&section, Bench::store)?;
    bench.store()?;
    Ok(None)
}

/// Calls in a pause move nothing; and what did not count pays all the same if it ends where the mode is active.
pub(super) fn inert_in_pause<S: Subject>() -> Outcome {
    let mut bench = Bench::<S>::new()?;
    let _section = bench.enable()?;
    let pause = bench.pause()?;
    let inert = bench.enable()?;
    bench.store()?;
    bench.flush()?;
    bench.disable(inert)?;
    let outlives = bench.enable()?;
    bench.resume(pause)?;
    bench.store()?;
    bench.disable(outlives)?;
    Ok(None)
}

/// Outside a section, in one that owes nothing, in a pause, and in a section that owes.
pub(super) fn handler<S: Subject>() -> Outcome {
    let mut bench = Bench::<S>::new()?;
    bench.interrupt()?;
    let _section = bench.enable()?;
    bench.interrupt()?;
    let pause = bench.pause()?;
    bench.interrupt()?;
    bench.resume(pause)?;
    bench.store()?;
    bench.interrupt()?;
    Ok(None)
}

/// A hook may run again when it has just run: a scheduler's switch comes between.
pub(super) fn idempotent_hooks<S: Subject>() -> Outcome {
    let mut bench = Bench::<S>::new()?;
    let section = bench.enable()?;
    bench.hooks(&[Backend::<S>::enter], 0)?;
    bench.store()?;
    bench.hooks(&[Backend::<S>::flush, Backend::<S>::flush], 1)?;
    bench.flush()?;
    bench.store()?;
    bench.hooks(&[Backend::<S>::leave, Backend::<S>::leave, Backend::<S>::enter, Backend::<S>::enter], 1)?;
    bench.flush()?;
    bench.store()?;
    bench.disable(section)?;
    bench.store()?;
    bench.hooks(&[Backend::<S>::leave, Backend::<S>::leave], 0)?;
    bench.store()?;
    Ok(None)
}

/// With calls between the debts that have nothing to pay.
pub(super) fn paid_once<S: Subject>() -> Outcome {
    if S::payments().is_none() {
        return Err(Stop::Skipped("the subject does not count payments"));
    }
    let mut bench = Bench::<S>::new()?;
    let outer = bench.enable()?;
    bench.flush()?;
    bench.store()?;
    bench.flush()?;
    bench.flush()?;
    let inner = bench.enable()?;
    bench.disable(inner)?;
    bench.store()?;
    let pause = bench.pause()?;
    bench.resume(pause)?;
    bench.disable(outer)?;
    Ok(None)
}

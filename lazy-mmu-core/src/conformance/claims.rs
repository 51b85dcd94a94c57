//! The claims about one aspect each. A claim ends when it is decided; what is left open then drops unseen.

use super::outcome::{Outcome, Stop};
use super::subject::{Backend, Subject};
use super::trial::Trial;
use crate::Arch;

pub(super) fn fresh_slot<S: Subject>() -> Outcome {
    Trial::<S>::new()?;
    Ok(None)
}

pub(super) fn six_calls<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::without_payments()?;
    let outer = trial.enable()?;
    let inner = trial.enable()?;
    let pause = trial.pause()?;
    trial.resume(pause)?;
    trial.disable(inner)?;
    trial.disable(outer)?;
    Ok(None)
}

pub(super) fn store_outside<S: Subject>() -> Outcome {
    Trial::<S>::new()?.store()?;
    Ok(None)
}

pub(super) fn store_in_section<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::without_payments()?;
    let _section = trial.enable()?;
    trial.store()?;
    Ok(None)
}

pub(super) fn leave<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::new()?;
    let section = trial.enable()?;
    trial.store()?;
    trial.disable(section)?;
    Ok(None)
}

pub(super) fn nested_end<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::new()?;
    let _outer = trial.enable()?;
    let inner = trial.enable()?;
    trial.store()?;
    trial.disable(inner)?;
    trial.store()?;
    Ok(None)
}

pub(super) fn flush<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::new()?;
    let _section = trial.enable()?;
    trial.store()?;
    trial.flush()?;
    trial.store()?;
    Ok(None)
}

pub(super) fn pause<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::new()?;
    let _section = trial.enable()?;
    trial.store()?;
    let _pause = trial.pause()?;
    trial.store()?;
    let inner = trial.pause()?;
    trial.resume(inner)?;
    trial.store()?;
    Ok(None)
}

pub(super) fn resume<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::without_payments()?;
    let _outer = trial.enable()?;
    let _inner = trial.enable()?;
    let pause = trial.pause()?;
    trial.resume(pause)?;
    trial.store()?;
    Ok(None)
}

pub(super) fn suspend<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::new()?;
    let section = trial.enable()?;
    trial.store()?;
    trial.suspend(&section, Trial::store)?;
    trial.store()?;
    Ok(None)
}

/// Calls in a pause move nothing; and what did not count pays all the same if it ends where the mode is active.
pub(super) fn inert_in_pause<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::new()?;
    let _section = trial.enable()?;
    let pause = trial.pause()?;
    let inert = trial.enable()?;
    trial.store()?;
    trial.flush()?;
    trial.disable(inert)?;
    let outlives = trial.enable()?;
    trial.resume(pause)?;
    trial.store()?;
    trial.disable(outlives)?;
    Ok(None)
}

/// Outside a section, in one that owes nothing, in a pause, and in a section that owes.
pub(super) fn handler<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::new()?;
    trial.interrupt()?;
    let _section = trial.enable()?;
    trial.interrupt()?;
    let pause = trial.pause()?;
    trial.interrupt()?;
    trial.resume(pause)?;
    trial.store()?;
    trial.interrupt()?;
    Ok(None)
}

/// A hook may run again when it has just run: a scheduler's switch comes between.
pub(super) fn idempotent_hooks<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::new()?;
    let section = trial.enable()?;
    trial.hooks(&[Backend::<S>::enter], 0)?;
    trial.store()?;
    trial.hooks(&[Backend::<S>::flush, Backend::<S>::flush], 1)?;
    trial.flush()?;
    trial.store()?;
    trial.hooks(&[Backend::<S>::leave, Backend::<S>::leave, Backend::<S>::enter, Backend::<S>::enter], 1)?;
    trial.flush()?;
    trial.store()?;
    trial.disable(section)?;
    trial.store()?;
    trial.hooks(&[Backend::<S>::leave, Backend::<S>::leave], 0)?;
    trial.store()?;
    Ok(None)
}

/// With calls between the debts that have nothing to pay.
pub(super) fn paid_once<S: Subject>() -> Outcome {
    if S::payments().is_none() {
        return Err(Stop::Skipped("the subject does not count payments"));
    }
    let mut trial = Trial::<S>::new()?;
    let outer = trial.enable()?;
    trial.flush()?;
    trial.store()?;
    trial.flush()?;
    trial.flush()?;
    let inner = trial.enable()?;
    trial.disable(inner)?;
    trial.store()?;
    let pause = trial.pause()?;
    trial.resume(pause)?;
    trial.disable(outer)?;
    Ok(None)
}

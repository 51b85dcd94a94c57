// SPDX-License-Identifier: MIT OR Apache-2.0
//! The claims about one aspect each. A claim ends when it is decided. Guards that are still open
//! then drop unseen.

use super::outcome::{Outcome, Stop};
use super::subject::{Backend, Subject};
use super::trial::Trial;
use crate::Arch;

pub(super) fn fresh_slot<S: Subject>() -> Outcome {
    Trial::<S>::new()?;
    Ok(None)
}

pub(super) fn six_calls<S: Subject>() -> Outcome {
    if !S::TRACES {
        return Err(Stop::Skipped("the platform's trace is its own"));
    }
    let mut trial = Trial::<S>::blind()?;
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
    let mut trial = Trial::<S>::blind()?;
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
    let mut trial = Trial::<S>::blind()?;
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

/// Calls in a pause move nothing. A section that did not count still flushes if it ends where the
/// mode is active.
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

/// Interrupts outside a section, in one with nothing deferred, in a pause, and in a section with
/// something deferred.
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

/// A hook may run again right after it ran, because of a scheduler's switch in between.
pub(super) fn idempotent_hooks<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::new()?;
    let section = trial.enable()?;
    trial.enter()?;
    trial.store()?;
    trial.hooks(&[Backend::<S>::flush, Backend::<S>::flush])?;
    trial.flush()?;
    trial.store()?;
    trial.hooks(&[
        Backend::<S>::leave,
        Backend::<S>::leave,
        Backend::<S>::enter,
        Backend::<S>::enter,
    ])?;
    trial.flush()?;
    trial.store()?;
    trial.disable(section)?;
    trial.store()?;
    trial.hooks(&[Backend::<S>::leave, Backend::<S>::leave])?;
    trial.store()?;
    Ok(None)
}

/// A fault may store for its task after the counter has moved and before the hook has run.
pub(super) fn entering<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::new()?;
    let section = trial.enable()?;
    trial.store()?;
    trial.enter()?;
    trial.flush()?;
    trial.store()?;
    trial.enter()?;
    trial.disable(section)?;
    Ok(None)
}

/// Stores, with calls in between that have nothing to settle.
pub(super) fn flushed_once<S: Subject>() -> Outcome {
    if S::settlements().is_none() {
        return Err(Stop::Skipped("the subject does not count what takes effect"));
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

/// A store must ask whether to defer after the entry is written, not before.
pub(super) fn store_with_flush<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::new()?;
    let section = trial.enable()?;
    trial.store_with_flush()?;
    trial.flush()?;
    trial.store_with_flush()?;
    trial.disable(section)?;
    Ok(None)
}

/// Runs another task outside a section, in one, in a pause, and with something deferred.
pub(super) fn other_slot<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::new()?;
    trial.in_other_slot()?;
    let section = trial.enable()?;
    trial.in_other_slot()?;
    let pause = trial.pause()?;
    trial.in_other_slot()?;
    trial.resume(pause)?;
    for _ in 0..3 {
        trial.store()?;
        trial.in_other_slot()?;
    }
    trial.disable(section)?;
    Ok(None)
}

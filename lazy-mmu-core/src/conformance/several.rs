// SPDX-License-Identifier: MIT OR Apache-2.0
//! The claims about several stores that are deferred at once: each of them takes effect, for any
//! number of them and any call that settles them.
use super::outcome::{Cases, Outcome, Stop};
use super::subject::{Subject, capacity, most_at_once};
use super::trial::Trial;

/// A way to settle them. Each is tried twice on a slot, so the second time the slot isn't new.
type Way<S> = fn(&mut Trial<S>, u32) -> Result<(), Stop>;

pub(super) fn every_number<S: Subject>() -> Outcome {
    let ways: [Way<S>; 6] = [leave, nested_end, flush, pause, suspend, interrupted];
    let numbers = (1..=capacity::<S>() + 1).chain([most_at_once::<S>()]);
    let mut tried = 0;
    for number in numbers {
        for way in ways {
            let mut trial = Trial::<S>::new()?;
            way(&mut trial, number)?;
            way(&mut trial, number)?;
            trial.store()?;
        }
        tried += 1;
    }
    repeated::<S>()?;
    Ok(Some(Cases { number: tried, what: "numbers of stores" }))
}

fn leave<S: Subject>(trial: &mut Trial<S>, number: u32) -> Result<(), Stop> {
    let section = trial.enable()?;
    trial.stores(number)?;
    trial.disable(section)
}

fn nested_end<S: Subject>(trial: &mut Trial<S>, number: u32) -> Result<(), Stop> {
    let outer = trial.enable()?;
    let inner = trial.enable()?;
    trial.stores(number)?;
    trial.disable(inner)?;
    trial.disable(outer)
}

fn flush<S: Subject>(trial: &mut Trial<S>, number: u32) -> Result<(), Stop> {
    let section = trial.enable()?;
    trial.stores(number)?;
    trial.flush()?;
    trial.disable(section)
}

fn pause<S: Subject>(trial: &mut Trial<S>, number: u32) -> Result<(), Stop> {
    let section = trial.enable()?;
    trial.stores(number)?;
    let pause = trial.pause()?;
    trial.resume(pause)?;
    trial.disable(section)
}

fn suspend<S: Subject>(trial: &mut Trial<S>, number: u32) -> Result<(), Stop> {
    let section = trial.enable()?;
    trial.stores(number)?;
    trial.suspend(&section, Trial::store)?;
    trial.disable(section)
}

/// Flushes after a handler has interrupted.
fn interrupted<S: Subject>(trial: &mut Trial<S>, number: u32) -> Result<(), Stop> {
    let section = trial.enable()?;
    trial.stores(number)?;
    trial.interrupt()?;
    trial.flush()?;
    trial.disable(section)
}

/// Stores the same entry twice before the flush.
fn repeated<S: Subject>() -> Result<(), Stop> {
    let mut trial = Trial::<S>::new()?;
    let section = trial.enable()?;
    trial.store()?;
    trial.repeat()?;
    trial.flush()?;
    trial.disable(section)
}

pub(super) fn within_capacity<S: Subject>() -> Outcome {
    let Some(capacity) = S::CAPACITY else {
        return Err(Stop::Skipped("the subject states no capacity"));
    };
    let mut trial = Trial::<S>::new()?;
    let _section = trial.enable()?;
    for _ in 0..most_at_once::<S>() {
        trial.store()?;
        if !trial.is_within(capacity)? {
            return Err(Stop::Skipped("the subject cannot say what has taken effect"));
        }
    }
    Ok(None)
}

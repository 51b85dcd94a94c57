// SPDX-License-Identifier: MIT OR Apache-2.0
//! The claims about states: each state within a bound, the states near 255, and those beyond.

use super::outcome::{Cases, Outcome, Stop};
use super::subject::Subject;
use super::trial::{Pause, Section, Trial};
use crate::Platform;

/// Small depths, and full ones.
const DEPTHS: [u8; 6] = [0, 1, 2, 3, 254, 255];
const FULL: usize = 255;

/// Sections, and pauses in them.
struct Nest<P: Platform> {
    sections: [Option<Section<P>>; FULL],
    pauses: [Option<Pause<P>>; FULL],
}

impl<P: Platform> Nest<P> {
    fn new<S: Subject<Platform = P>>(
        trial: &mut Trial<S>,
        sections: u8,
        pauses: u8,
    ) -> Result<Self, Stop> {
        let mut nest = Self { sections: [const { None }; FULL], pauses: [const { None }; FULL] };
        for section in nest.sections.iter_mut().take(usize::from(sections)) {
            *section = Some(trial.enable()?);
        }
        for pause in nest.pauses.iter_mut().take(usize::from(pauses)) {
            trial.store()?;
            *pause = Some(trial.pause()?);
        }
        Ok(nest)
    }

    /// The innermost section.
    fn innermost(&self) -> Option<&Section<P>> {
        self.sections.iter().rev().flatten().next()
    }

    fn end_sections<S: Subject<Platform = P>>(&mut self, trial: &mut Trial<S>) -> Result<(), Stop> {
        for section in self.sections.iter_mut().filter_map(Option::take) {
            trial.store()?;
            trial.disable(section)?;
        }
        Ok(())
    }

    fn end_pauses<S: Subject<Platform = P>>(&mut self, trial: &mut Trial<S>) -> Result<(), Stop> {
        for pause in self.pauses.iter_mut().filter_map(Option::take) {
            trial.store()?;
            trial.resume(pause)?;
        }
        Ok(())
    }
}

/// Makes every call in every state, and leaves each state in both orders.
pub(super) fn every_state<S: Subject>() -> Outcome {
    let mut number = 0;
    for sections in DEPTHS {
        for pauses in DEPTHS {
            for sections_first in [false, true] {
                state::<S>(sections, pauses, sections_first)?;
            }
            number += 1;
        }
    }
    Ok(Some(Cases { number, what: "states" }))
}

fn state<S: Subject>(sections: u8, pauses: u8, sections_first: bool) -> Result<(), Stop> {
    let mut trial = Trial::<S>::new()?;
    let mut nest = Nest::new(&mut trial, sections, pauses)?;
    calls(&mut trial, &nest, pauses < u8::MAX)?;
    if sections_first {
        nest.end_sections(&mut trial)?;
        nest.end_pauses(&mut trial)?;
    } else {
        nest.end_pauses(&mut trial)?;
        nest.end_sections(&mut trial)?;
    }
    trial.store()
}

fn calls<S: Subject>(
    trial: &mut Trial<S>,
    nest: &Nest<S::Platform>,
    may_pause: bool,
) -> Result<(), Stop> {
    trial.store()?;
    trial.interrupt()?;
    trial.flush()?;
    trial.flush()?;
    trial.store()?;
    let section = trial.enable()?;
    trial.store()?;
    trial.disable(section)?;
    trial.store()?;
    if let Some(section) = nest.innermost() {
        trial.suspend(section, Trial::store)?;
    }
    trial.store()?;
    if may_pause {
        let pause = trial.pause()?;
        trial.store()?;
        trial.resume(pause)?;
    }
    trial.store()
}

/// Goes beyond twice: the second time is not reported again.
pub(super) fn section_256<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::new()?;
    let mut nest = Nest::new(&mut trial, u8::MAX, 0)?;
    let beyond = trial.enable()?;
    trial.store()?;
    let further = trial.enable()?;
    trial.store()?;
    trial.disable(further)?;
    trial.store()?;
    trial.disable(beyond)?;
    nest.end_sections(&mut trial)?;
    trial.store()?;
    Ok(None)
}

pub(super) fn pause_256<S: Subject>() -> Outcome {
    let mut trial = Trial::<S>::new()?;
    let section = trial.enable()?;
    let mut nest = Nest::new(&mut trial, 0, u8::MAX)?;
    let beyond = trial.pause()?;
    let further = trial.pause()?;
    trial.store()?;
    trial.resume(further)?;
    trial.resume(beyond)?;
    nest.end_pauses(&mut trial)?;
    trial.store()?;
    let inert = trial.enable()?;
    trial.store()?;
    trial.disable(inert)?;
    trial.disable(section)?;
    trial.store()?;
    // A fresh slot is not paused any more.
    let mut trial = Trial::<S>::new()?;
    let _section = trial.enable()?;
    trial.store()?;
    Ok(None)
}

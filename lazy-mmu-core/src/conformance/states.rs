//! The claims about states: each one within a bound, near 255 too, and what happens beyond.

use super::bench::{Bench, Pause, Section};
use super::outcome::{Cases, Outcome, Stop};
use super::subject::Subject;
use crate::Platform;

/// Small, and full.
const DEPTHS: [u8; 6] = [0, 1, 2, 3, 254, 255];
const FULL: usize = 255;

/// Sections, and pauses in them.
struct Nest<P: Platform> {
    sections: [Option<Section<P>>; FULL],
    pauses: [Option<Pause<P>>; FULL],
}

impl<P: Platform> Nest<P> {
    fn new<S: Subject<Platform = P>>(bench: &mut Bench<S>, sections: u8, pauses: u8) -> Result<Self, Stop> {
        let mut nest = Self { sections: [const { None }; FULL], pauses: [const { None }; FULL] };
        for section in nest.sections.iter_mut().take(usize::from(sections)) {
            *section = Some(bench.enable()?);
        }
        for pause in nest.pauses.iter_mut().take(usize::from(pauses)) {
            bench.store()?;
            *pause = Some(bench.pause()?);
        }
        Ok(nest)
    }

    /// The innermost section.
    fn innermost(&self) -> Option<&Section<P>> {
        self.sections.iter().rev().flatten().next()
    }

    fn end_sections<S: Subject<Platform = P>>(&mut self, bench: &mut Bench<S>) -> Result<(), Stop> {
        for section in self.sections.iter_mut().filter_map(Option::take) {
            bench.store()?;
            bench.disable(section)?;
        }
        Ok(())
    }

    fn end_pauses<S: Subject<Platform = P>>(&mut self, bench: &mut Bench<S>) -> Result<(), Stop> {
        for pause in self.pauses.iter_mut().filter_map(Option::take) {
            bench.store()?;
            bench.resume(pause)?;
        }
        Ok(())
    }
}

/// Every call in every state, which is then left in both orders.
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
    let mut bench = Bench::<S>::new()?;
    let mut nest = Nest::new(&mut bench, sections, pauses)?;
    calls(&mut bench, &nest, pauses < u8::MAX)?;
    if sections_first {
        nest.end_sections(&mut bench)?;
        nest.end_pauses(&mut bench)?;
    } else {
        nest.end_pauses(&mut bench)?;
        nest.end_sections(&mut bench)?;
    }
    bench.store()
}

fn calls<S: Subject>(bench: &mut Bench<S>, nest: &Nest<S::Platform>, may_pause: bool) -> Result<(), Stop> {
    bench.store()?;
    bench.interrupt()?;
    bench.flush()?;
    bench.flush()?;
    bench.store()?;
    let section = bench.enable()?;
    bench.store()?;
    bench.disable(section)?;
    bench.store()?;
    if let Some(section) = nest.innermost() {
        bench.suspend(section, Bench::store)?;
    }
    bench.store()?;
    if may_pause {
        let pause = bench.pause()?;
        bench.store()?;
        bench.resume(pause)?;
    }
    bench.store()
}

/// Twice beyond: the second one is not reported again.
pub(super) fn section_256<S: Subject>() -> Outcome {
    let mut bench = Bench::<S>::new()?;
    let mut nest = Nest::new(&mut bench, u8::MAX, 0)?;
    let beyond = bench.enable()?;
    bench.store()?;
    let further = bench.enable()?;
    bench.store()?;
    bench.disable(further)?;
    bench.store()?;
    bench.disable(beyond)?;
    nest.end_sections(&mut bench)?;
    bench.store()?;
    Ok(None)
}

pub(super) fn pause_256<S: Subject>() -> Outcome {
    let mut bench = Bench::<S>::new()?;
    let section = bench.enable()?;
    let mut nest = Nest::new(&mut bench, 0, u8::MAX)?;
    let beyond = bench.pause()?;
    let further = bench.pause()?;
    bench.store()?;
    bench.resume(further)?;
    bench.resume(beyond)?;
    nest.end_pauses(&mut bench)?;
    bench.store()?;
    let inert = bench.enable()?;
    bench.store()?;
    bench.disable(inert)?;
    bench.disable(section)?;
    bench.store()?;
    // A fresh slot has forgotten it.
    let mut bench = Bench::<S>::new()?;
    let _section = bench.enable()?;
    bench.store()?;
    Ok(None)
}

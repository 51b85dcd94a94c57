// SPDX-License-Identifier: MIT OR Apache-2.0
//! The claim about programs: every order of six calls, with a store between any two.

use super::calls::{Calls, GUARDS, NAMES, STEPS};
use super::outcome::{Cases, Failure, Outcome, Stop};
use super::subject::Subject;
use super::trial::{Pause, Section, Trial};
use crate::Platform;

/// A guard, maybe.
enum Held<P: Platform> {
    Nothing,
    Section(Section<P>),
    Pause(Pause<P>),
}

pub(super) fn every_program<S: Subject>() -> Outcome {
    let mut steps = [0; STEPS];
    let mut number = 0;
    loop {
        // An impossible step rules out all programs that begin like this one.
        let mut reached = 0;
        let last = match try_program::<S>(&steps, &mut reached) {
            Ok(()) => {
                number += 1;
                STEPS - 1
            }
            Err(Early::Impossible) => reached,
            Err(Early::Stop(stop)) => return Err(with_program(stop, &steps[..=reached])),
        };
        if !advance(&mut steps, last) {
            return Ok(Some(Cases { number, what: "programs" }));
        }
    }
}

enum Early {
    Impossible,
    Stop(Stop),
}

impl From<Stop> for Early {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// Advances to the next program that differs at `last` or before. Returns `false` if there is none.
fn advance(steps: &mut [usize; STEPS], last: usize) -> bool {
    steps[last + 1..].fill(0);
    for step in steps[..=last].iter_mut().rev() {
        *step += 1;
        if *step < NAMES.len() {
            return true;
        }
        *step = 0;
    }
    false
}

/// Runs a program. `reached` becomes the last step that it came to.
fn try_program<S: Subject>(steps: &[usize; STEPS], reached: &mut usize) -> Result<(), Early> {
    let mut trial = Trial::<S>::new()?;
    let mut guards = [const { Held::Nothing }; GUARDS];
    let mut held = 0;
    for (index, &step) in steps.iter().enumerate() {
        *reached = index;
        let makes = step < 2;
        if makes && held == GUARDS || step >= 4 && step - 4 >= held {
            return Err(Early::Impossible);
        }
        trial.store()?;
        match step {
            0 => guards[held] = Held::Section(trial.enable()?),
            1 => guards[held] = Held::Pause(trial.pause()?),
            2 => trial.flush()?,
            3 => trial.interrupt()?,
            // The other guards stay in order of age.
            _ => {
                guards[step - 4..held].rotate_left(1);
                held -= 1;
                end(&mut trial, &mut guards[held])?;
            }
        }
        held += usize::from(makes);
    }
    // Oldest first, an order that no scope has.
    for guard in &mut guards {
        trial.store()?;
        end(&mut trial, guard)?;
    }
    Ok(trial.store()?)
}

fn end<S: Subject>(trial: &mut Trial<S>, guard: &mut Held<S::Platform>) -> Result<(), Stop> {
    match core::mem::replace(guard, Held::Nothing) {
        Held::Nothing => Ok(()),
        Held::Section(section) => trial.disable(section),
        Held::Pause(pause) => trial.resume(pause),
    }
}

fn with_program(mut stop: Stop, steps: &[usize]) -> Stop {
    if let Stop::Failed(Failure { program, .. }) = &mut stop {
        *program = Calls::of(steps);
    }
    stop
}

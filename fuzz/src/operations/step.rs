//! [`Step`]: an operation of a kernel on a slot, read from two bytes.

use arbitrary::{Arbitrary, Result, Unstructured};

/// An operation. Its `u8` chooses among the guards that live, or says how often; see [`times`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Store,
    Flush,
    Enable(u8),
    EnableDeferring(u8),
    Pause(u8),
    /// Drops a guard.
    Drop(u8),
    /// Ends a section by `finish`.
    Finish(u8),
    Leak(u8),
    /// Suspends a section during the steps that follow, up to [`Step::End`].
    Suspend(u8),
    /// Does the steps that follow, up to [`Step::End`], in a handler that `Slot::interrupt`
    /// announces.
    Interrupt,
    End,
    /// Sets what `Platform::in_interrupt` answers from now on.
    InInterrupt(bool),
    IrqEnter(u8),
    IrqExit(u8),
    /// Makes a raw call. It is left out while guards live, because it would break their pairing.
    RawEnable(u8),
    RawDisable(u8),
    RawPause(u8),
    RawResume(u8),
    /// Switches away from the task and back to it, as a scheduler does.
    SwitchTask,
    /// Switches tasks on the CPU that has the slot.
    SwitchOnCpu,
    Retire,
}

/// The steps to choose from, the more frequent ones more than once.
const STEPS: [fn(u8) -> Step; 32] = [
    |_| Step::Store,
    |_| Step::Store,
    |_| Step::Store,
    |_| Step::Flush,
    Step::Enable,
    Step::Enable,
    Step::Enable,
    Step::EnableDeferring,
    Step::EnableDeferring,
    Step::Pause,
    Step::Pause,
    Step::Drop,
    Step::Drop,
    Step::Drop,
    Step::Drop,
    Step::Finish,
    Step::Finish,
    Step::Leak,
    Step::Suspend,
    Step::Suspend,
    |_| Step::Interrupt,
    |_| Step::End,
    |_| Step::End,
    |argument| Step::InInterrupt(argument % 2 == 1),
    Step::IrqEnter,
    Step::IrqExit,
    Step::RawEnable,
    Step::RawDisable,
    Step::RawPause,
    Step::RawResume,
    |argument| if argument % 2 == 0 { Step::SwitchTask } else { Step::SwitchOnCpu },
    |_| Step::Retire,
];

/// The most steps of a program.
const STEPS_AT_MOST: usize = 512;

/// Returns how often a step is made: once, or so often that two or three such steps reach the ends
/// of a counter. That takes Miri a minute.
pub fn times(argument: u8) -> usize {
    if argument < 224 || cfg!(miri) { 1 } else { usize::from(argument) - 127 }
}

/// Reads a program from all of `bytes`.
pub fn program(bytes: &[u8]) -> Vec<Step> {
    let mut bytes = Unstructured::new(bytes);
    std::iter::from_fn(|| (!bytes.is_empty()).then(|| step(&mut bytes).ok()).flatten())
        .take(STEPS_AT_MOST)
        .collect()
}

fn step(bytes: &mut Unstructured<'_>) -> Result<Step> {
    let make = bytes.choose(&STEPS)?;
    Ok(make(u8::arbitrary(bytes)?))
}

//! [`Step`]: one thing that a kernel does to a slot, read from two bytes.

use arbitrary::{Arbitrary, Result, Unstructured};

/// `u8` chooses among the guards that live, or says how often; see [`times`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Store,
    Flush,
    Enable(u8),
    EnableDeferring(u8),
    Pause(u8),
    /// A guard drops.
    Drop(u8),
    /// A section ends by `finish`.
    Finish(u8),
    Leak(u8),
    /// What follows, up to [`Step::End`], is done while the section is suspended.
    Suspend(u8),
    /// What follows, up to [`Step::End`], is done in a handler that `Slot::interrupt` announces.
    Interrupt,
    End,
    /// What `Platform::in_interrupt` answers from now on.
    InInterrupt(bool),
    IrqEnter(u8),
    IrqExit(u8),
    /// A raw call, which is left out while guards live: it would break their pairing.
    RawEnable(u8),
    RawDisable(u8),
    RawPause(u8),
    RawResume(u8),
    /// A scheduler switches away from the task and back to it.
    SwitchTask,
    /// The slot is a CPU's, and its tasks are switched.
    SwitchOnCpu,
    Retire,
}

/// The more frequent ones are there more than once.
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

/// Once, or often enough that two or three such steps reach the ends of a counter: that takes Miri
/// a minute.
pub fn times(argument: u8) -> usize {
    if argument < 224 || cfg!(miri) { 1 } else { usize::from(argument) - 127 }
}

/// All of `bytes` is a program.
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

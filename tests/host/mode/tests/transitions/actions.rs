//! [`Action`]: all that a program can do in a state, by the public interface.

use std::mem::forget;

use lazy_mmu_core::{Arch, LazyMmuGuard, PauseGuard, Slot, defer, flush, is_active, with_active};
use model_kernel::kernel::Kernel;
use model_kernel::raw::{irq_enter, irq_exit, raw_disable, raw_enable, raw_pause, raw_resume};
use model_kernel::slots::Observed;

use crate::check::{Check, State};
use crate::guards::Place;
use crate::table::Made;

/// An operation in a state. One with a place ends a guard that was made there.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    Enable,
    Disable(Place),
    DisableDeferring(Place),
    /// Ends the guard's level, and begins it again.
    Suspend(Place),
    /// Suspends a level that is suspended already.
    SuspendAgain,
    /// Ends a suspension in a state that came about during it.
    Restart,
    Pause,
    Resume(Place),
    Flush,
    Defer,
    RawEnable,
    RawDisable,
    RawPause,
    RawResume,
    IrqEnter,
    IrqExit,
    PauseTask,
    ResumeTask,
    Switching,
    Retire,
    /// Calls of a handler that has announced its end too early, so that they count.
    Stray(&'static [Call]),
}

/// A call that remembers nothing.
#[derive(Clone, Copy, Debug)]
pub enum Call {
    Enable,
    Disable,
    Pause,
    Resume,
    Defer,
    Enter,
    Exit,
}

/// Calls that raise a counter, lower one, or both; then the handler is announced again, or not.
const STRAYS: [&[Call]; 13] = {
    use Call::{Defer, Disable, Enable, Enter, Exit, Pause, Resume};
    [
        &[Enable],
        &[Enable, Enter],
        &[Pause],
        &[Pause, Enter],
        &[Disable],
        &[Disable, Enter],
        &[Resume],
        &[Resume, Enter],
        &[Enable, Pause],
        &[Disable, Pause],
        &[Resume, Enable],
        &[Defer, Enter],
        &[Exit],
    ]
};

impl Action {
    pub fn all(places: &[Place]) -> Vec<Self> {
        let alone = [
            Self::Enable,
            Self::SuspendAgain,
            Self::Restart,
            Self::Pause,
            Self::Flush,
            Self::Defer,
            Self::RawEnable,
            Self::RawDisable,
            Self::RawPause,
            Self::RawResume,
            Self::IrqEnter,
            Self::IrqExit,
            Self::PauseTask,
            Self::ResumeTask,
            Self::Switching,
            Self::Retire,
        ];
        let pausing = places.iter().copied().filter(|place| place.made() != Some(Made::InPause));
        let sections = places.iter().flat_map(|&place| {
            [Self::Disable(place), Self::DisableDeferring(place), Self::Suspend(place)]
        });
        alone
            .into_iter()
            .chain(STRAYS.map(Self::Stray))
            .chain(sections)
            .chain(pausing.map(Self::Resume))
            .collect()
    }
}

impl<K: Observed> Check<'_, K> {
    /// Does the action in the state, or in a handler on top of that.
    pub fn act(&mut self, action: Action, state: &State<K>, in_handler: bool) {
        match action {
            Action::Enable => self.within(state, in_handler, |check| {
                let section = LazyMmuGuard::<K>::enable();
                let made = check.look("enable", None);
                check.end(section, made);
            }),
            Action::Disable(place) => {
                let section = self.makers.section(place);
                self.within(state, in_handler, |check| check.end(section, place.made()));
            }
            Action::DisableDeferring(place) => {
                let section = self.makers.deferring(place);
                let counted = place.made().is_none();
                self.within(state, in_handler, |check| {
                    drop(section);
                    check.look(
                        if counted {
                            "disable, deferring, counted"
                        } else {
                            "disable, deferring, not counted"
                        },
                        place.made(),
                    );
                });
            }
            Action::Suspend(place) => {
                let section = self.makers.section(place);
                self.within(state, in_handler, |check| {
                    section.suspend(|| check.look(disable(place.made()), place.made()));
                    let made = if place.made().is_none() {
                        check.look("restart", None)
                    } else {
                        place.made()
                    };
                    check.end(section, made);
                });
            }
            Action::SuspendAgain => {
                let section = self.makers.section(Place::OutsideAll);
                section.suspend(|| {
                    self.within(state, in_handler, |check| {
                        section.suspend(|| check.look("disable, not counted", Some(Made::InPause)));
                        assert!(
                            Kernel::with_seen(<[_]>::is_empty),
                            "an inert level does not come back"
                        );
                    });
                });
                forget(section);
            }
            // The handler would have to begin inside the closure and end outside of it.
            Action::Restart if in_handler => {}
            Action::Restart => {
                let section = self.makers.section(Place::OutsideAll);
                section.suspend(|| self.arrive(state));
                let made = self.look("restart", None);
                self.end(section, made);
            }
            Action::Pause => self.within(state, in_handler, |check| {
                let pause = PauseGuard::<K>::pause();
                let made = check.look("pause", None);
                drop(pause);
                check.look(resume(made), made);
            }),
            Action::Resume(place) => {
                let pause = self.makers.pause(place);
                self.within(state, in_handler, |check| {
                    drop(pause);
                    check.look(resume(place.made()), place.made());
                });
            }
            Action::Flush => self.within(state, in_handler, |check| {
                flush::<K>();
                check.look("flush", None);
            }),
            Action::Defer => self.within(state, in_handler, |check| {
                let active = check.situation.is_active();
                check.demand("is_active", is_active::<K>() == active);
                check.demand("with_active", with_active::<K, _>(|_| ()).is_some() == active);
                check.demand("defer", defer::<K>() == (active && <K::Arch as Arch>::DEFERS_BY_BIT));
                check.look("defer", None);
            }),
            Action::RawEnable => self.call("raw enable", state, in_handler, |_| raw_enable::<K>()),
            Action::RawDisable => {
                self.call("raw disable", state, in_handler, |_| raw_disable::<K>())
            }
            Action::RawPause => self.call("raw pause", state, in_handler, |_| raw_pause::<K>()),
            Action::RawResume => self.call("raw resume", state, in_handler, |_| raw_resume::<K>()),
            Action::IrqEnter => self.call("irq_enter", state, in_handler, irq_enter),
            Action::IrqExit => self.call("irq_exit", state, in_handler, irq_exit),
            Action::PauseTask => self.call("pause_task", state, in_handler, |slot| {
                // SAFETY: the slot is that of no task.
                unsafe { slot.pause_task::<K>() }
            }),
            Action::ResumeTask => self.call("resume_task", state, in_handler, |slot| {
                // SAFETY: as above.
                unsafe { slot.resume_task::<K>() }
            }),
            Action::Switching => self.call("switching", state, in_handler, Slot::switching::<K>),
            Action::Retire => self.call("retire", state, in_handler, Slot::retire::<K>),
            // Only a handler can make stray calls.
            Action::Stray(_) if !in_handler => {}
            Action::Stray(calls) => self.within(state, in_handler, |check| {
                for call in [Call::Exit].iter().chain(calls) {
                    check.stray(*call);
                }
            }),
        }
        if let Some(failure) = &mut self.failure
            && !failure.contains(" in ")
        {
            *failure = format!(
                "{failure} in {:?}, {action:?}, in a handler on top: {in_handler}",
                state.situation
            );
        }
    }

    fn call(
        &mut self,
        call: &str,
        state: &State<K>,
        in_handler: bool,
        f: impl FnOnce(&Slot<K::Arch>),
    ) {
        self.within(state, in_handler, |check| {
            f(&K::slot());
            check.look(call, None);
        });
    }

    fn stray(&mut self, call: Call) {
        let (name, make): (_, fn()) = match call {
            Call::Enable => ("raw enable", raw_enable::<K>),
            Call::Disable => ("raw disable", raw_disable::<K>),
            Call::Pause => ("raw pause", raw_pause::<K>),
            Call::Resume => ("raw resume", raw_resume::<K>),
            Call::Defer => ("defer", || {
                let _ = defer::<K>();
            }),
            Call::Enter => ("irq_enter", || irq_enter(&K::slot())),
            Call::Exit => ("irq_exit", || irq_exit(&K::slot())),
        };
        make();
        self.look(name, None);
    }

    fn end(&mut self, section: LazyMmuGuard<K>, made: Option<Made>) {
        drop(section);
        self.look(disable(made), made);
    }
}

fn disable(made: Option<Made>) -> &'static str {
    if made.is_none() { "disable, counted" } else { "disable, not counted" }
}

fn resume(made: Option<Made>) -> &'static str {
    if made.is_none() { "resume, counted" } else { "resume, not counted" }
}

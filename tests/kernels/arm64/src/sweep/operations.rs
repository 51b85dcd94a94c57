//! The operations of the mode that are swept, and the states of the slot that they begin in.

use core::sync::atomic::AtomicU64;

use lazy_mmu_arm64::{Arm64, SectionStores, queue_pte_barriers, set_pte, set_ptes};
use lazy_mmu_core::{
    LazyMmuGuard, PauseGuard, Platform, Unsettled, flush, is_active, section_deferred,
};

use super::Handlers;

/// The sections and pauses that are open when the operation begins.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// All of it is in a handler that interrupted a section with something deferred.
    pub in_handler: bool,
    sections: usize,
    pause: Pause,
    /// A store is deferred, if the mode is active.
    defers: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pause {
    No,
    /// Behind the sections.
    Last,
    /// Before the last section, which therefore does not count.
    BeforeLast,
    /// The same, and it has ended since.
    Ended,
}

/// The guards of a [`Start`], and those that the operation makes, and what it answers.
pub(super) struct Open<P: Platform> {
    pub(super) answer: Option<bool>,
    new_pause: Option<PauseGuard<'static, P>>,
    new_section: Option<LazyMmuGuard<P>>,
    pause: Option<PauseGuard<'static, P>>,
    inner: Option<LazyMmuGuard<P>>,
    outer: Option<LazyMmuGuard<P>>,
}

impl<P: Platform<Arch = Arm64>> Open<P> {
    pub(super) fn new(start: Start) -> Self {
        let mut pause = None;
        let mut sections = [None, None];
        for (number, guard) in sections[..start.sections].iter_mut().enumerate() {
            if number + 1 == start.sections
                && matches!(start.pause, Pause::BeforeLast | Pause::Ended)
            {
                pause = Some(PauseGuard::pause());
            }
            *guard = Some(LazyMmuGuard::enable());
        }
        match start.pause {
            Pause::Last => pause = Some(PauseGuard::pause()),
            Pause::Ended => pause = None,
            Pause::No | Pause::BeforeLast => {}
        }
        if start.defers {
            queue_pte_barriers::<P>();
        }
        let [outer, inner] = sections;
        Self { answer: None, new_pause: None, new_section: None, pause, inner, outer }
    }
}

/// An operation of the mode, by its name.
pub(super) struct Operation<P: Platform> {
    pub(super) name: &'static str,
    /// Whether it can be done there.
    pub(super) applies: fn(Start) -> bool,
    pub(super) run: fn(&mut Open<P>),
}

/// Returns all operations.
pub(super) const fn operations<P: Handlers>() -> [Operation<P>; 14] {
    [
        Operation {
            name: "enable",
            applies: |_| true,
            run: |open| open.new_section = Some(LazyMmuGuard::enable()),
        },
        Operation { name: "queue", applies: |_| true, run: |_| queue_pte_barriers::<P>() },
        Operation { name: "set_pte", applies: |_| true, run: |_| set_pte::<P>(&TABLE[0], LEAF) },
        Operation {
            name: "set_ptes",
            applies: |_| true,
            run: |_| set_ptes::<P>(&TABLE, LEAF, 4096),
        },
        Operation {
            name: "set_pte by a guard",
            applies: |start| start.sections > 0,
            run: |open| {
                open.inner
                    .as_ref()
                    .or(open.outer.as_ref())
                    .into_iter()
                    .for_each(|guard| guard.set_pte(&TABLE[0], LEAF))
            },
        },
        Operation { name: "flush", applies: |_| true, run: |_| flush::<P>() },
        Operation {
            name: "nested drop",
            applies: |start| start.sections == 2,
            run: |open| open.inner = None,
        },
        Operation {
            name: "outermost drop",
            applies: |start| start.sections == 1,
            run: |open| open.outer = None,
        },
        Operation {
            name: "pause",
            applies: |_| true,
            run: |open| open.new_pause = Some(PauseGuard::pause()),
        },
        Operation {
            name: "resume",
            applies: |start| matches!(start.pause, Pause::Last | Pause::BeforeLast),
            run: |open| open.pause = None,
        },
        Operation {
            name: "suspend",
            applies: |start| start.sections > 0,
            run: |open| {
                let innermost = open.inner.as_ref().or(open.outer.as_ref());
                innermost.expect("a section").suspend(|| set_pte::<P>(&TABLE[0], LEAF));
            },
        },
        Operation {
            name: "is_active",
            applies: |_| true,
            run: |open| open.answer = Some(is_active::<P>()),
        },
        Operation {
            name: "handler",
            applies: |_| true,
            run: |_| P::handler(queue_pte_barriers::<P>),
        },
        Operation {
            name: "deferring section",
            applies: |_| true,
            run: |_| section_deferred::<P, _>(store).leave(),
        },
    ]
}

/// A store whose section may defer it.
fn store<P: Handlers>(_: &LazyMmuGuard<P>) -> Unsettled<(), P> {
    set_pte::<P>(&TABLE[0], LEAF);
    Unsettled::new(())
}

/// Leaves that no walker sees.
static TABLE: [AtomicU64; 4] = [const { AtomicU64::new(0) }; 4];
const LEAF: u64 = 0b11 | 1 << 10 | 1 << 54;

/// Returns every state that an operation may begin in.
pub(super) fn starts() -> impl Iterator<Item = Start> {
    [false, true].into_iter().flat_map(|in_handler| {
        (0..=2).flat_map(move |sections| {
            [Pause::No, Pause::Last, Pause::BeforeLast, Pause::Ended]
                .into_iter()
                .filter(move |&pause| sections > 0 || matches!(pause, Pause::No | Pause::Last))
                .flat_map(move |pause| {
                    [false, true].map(|defers| Start { in_handler, sections, pause, defers })
                })
        })
    })
}

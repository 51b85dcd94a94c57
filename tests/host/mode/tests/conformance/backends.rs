//! Backends to try the suite on: sound ones, and one for each fault.

use std::sync::Mutex;

use lazy_mmu_arm64::emit_pte_barriers;
use lazy_mmu_core::{Arch, Platform, defer};

/// What is wrong with a backend. They all queue.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Nothing,
    FlushAndLeaveDoNothing,
    FlushDoesNothing,
    LeaveDoesNothing,
    FlushForgets,
    FlushPaysTheLastAgain,
    LeavePaysTheLastAgain,
    EnterToggles,
    EnterCounts,
    StoreIgnoresThePause,
    StoreIgnoresTheHandler,
    StoreNeverWaits,
    StoreIsLostOutside,
    SaysSettled,
    SaysOwed,
    HandlerIsUnknown,
    HandlerPaysTheTask,
    HandlerDoesNotRun,
    SlotsAlternate,
    EventsAreNotForwarded,
    EventsAreForwardedTwice,
    ViolationsAreForwardedTwice,
    PaymentsAreNotCounted,
}

/// What a backend keeps in its slot.
#[derive(Default)]
pub struct Queue {
    pub queued: u32,
    pub depth: u32,
    pub entered: bool,
}

impl Queue {
    pub const fn new() -> Mutex<Self> {
        Mutex::new(Self { queued: 0, depth: 0, entered: false })
    }
}

/// A backend that queues, with statics of its own, as tests run at the same time. Not on the recording kernel: some of the faults are the
/// platform's, in what it answers and what it forwards.
macro_rules! queueing {
    ($name:ident: $fault:ident) => {
        struct $name;

        const _: () = {
            const FAULT: Fault = Fault::$fault;

            static SLOT: Slot<$name> = Slot::new(Queue::new());
            static OTHER: Slot<$name> = Slot::new(Queue::new());
            static RECORDER: Recorder = Recorder::new();
            static PAID: AtomicU32 = AtomicU32::new(0);
            static IN_INTERRUPT: AtomicBool = AtomicBool::new(false);
            static TURN: AtomicU32 = AtomicU32::new(0);

            fn pay(number: u32) {
                PAID.fetch_add(number, Relaxed);
            }

            impl Arch for $name {
                type Local = Mutex<Queue>;

                fn enter(queue: &Self::Local) {
                    let mut queue = queue.lock().unwrap();
                    queue.entered ^= true;
                    queue.depth += 1;
                }

                fn flush(queue: &Self::Local) {
                    let mut queue = queue.lock().unwrap();
                    match FAULT {
                        Fault::FlushAndLeaveDoNothing | Fault::FlushDoesNothing => return,
                        Fault::FlushForgets => {}
                        Fault::FlushPaysTheLastAgain => pay(queue.queued.max(1)),
                        _ => pay(queue.queued),
                    }
                    queue.queued = 0;
                }

                fn leave(queue: &Self::Local) {
                    let mut queue = queue.lock().unwrap();
                    queue.entered = false;
                    queue.depth = queue.depth.saturating_sub(1);
                    match FAULT {
                        Fault::FlushAndLeaveDoNothing | Fault::LeaveDoesNothing => return,
                        Fault::LeavePaysTheLastAgain => pay(queue.queued.max(1)),
                        _ => pay(queue.queued),
                    }
                    queue.queued = 0;
                }

                fn is_settled(queue: &Self::Local) -> bool {
                    match FAULT {
                        Fault::SaysSettled => true,
                        Fault::SaysOwed => false,
                        _ => queue.lock().unwrap().queued == 0,
                    }
                }
            }

            impl Platform for $name {
                type Arch = Self;

                fn in_interrupt() -> bool {
                    FAULT != Fault::HandlerIsUnknown && IN_INTERRUPT.load(Relaxed)
                }

                fn with_slot<R>(f: impl FnOnce(&Slot<Self>) -> R) -> R {
                    let other = FAULT == Fault::SlotsAlternate && TURN.fetch_add(1, Relaxed) % 2 == 1;
                    f(if other { &OTHER } else { &SLOT })
                }

                fn trace(event: Event) {
                    match FAULT {
                        Fault::EventsAreNotForwarded => return,
                        Fault::EventsAreForwardedTwice => RECORDER.trace(event),
                        _ => {}
                    }
                    RECORDER.trace(event);
                }

                fn report(violation: Violation) {
                    if FAULT == Fault::ViolationsAreForwardedTwice {
                        RECORDER.report(violation);
                    }
                    RECORDER.report(violation);
                }
            }

            impl Subject for $name {
                type Platform = Self;

                fn recorder() -> &'static Recorder {
                    &RECORDER
                }

                fn owe() {
                    let active = is_active::<Self>();
                    let mut queue = SLOT.local().lock().unwrap();
                    let waits = match FAULT {
                        Fault::StoreNeverWaits => false,
                        Fault::StoreIgnoresThePause => SLOT.counts().enable > 0 && !IN_INTERRUPT.load(Relaxed),
                        Fault::StoreIgnoresTheHandler => SLOT.is_active(),
                        Fault::EnterToggles => queue.entered && !IN_INTERRUPT.load(Relaxed),
                        Fault::EnterCounts => queue.depth > 0 && !IN_INTERRUPT.load(Relaxed),
                        _ => active,
                    };
                    if waits {
                        queue.queued += 1;
                    } else if FAULT != Fault::StoreIsLostOutside {
                        pay(1);
                    }
                }

                fn in_interrupt(handler: fn()) {
                    match FAULT {
                        Fault::HandlerDoesNotRun => return,
                        Fault::HandlerPaysTheTask => Self::flush(SLOT.local()),
                        _ => {}
                    }
                    IN_INTERRUPT.store(true, Relaxed);
                    handler();
                    IN_INTERRUPT.store(false, Relaxed);
                }

                fn fresh_slot() {
                    for slot in [&SLOT, &OTHER] {
                        slot.retire::<Self>();
                        *slot.local().lock().unwrap() = Queue::default();
                    }
                }

                fn payments() -> Option<u32> {
                    (FAULT != Fault::PaymentsAreNotCounted).then(|| PAID.load(Relaxed))
                }
            }
        };
    };
}

/// A platform on arm64, whose barriers are recorded: a handler is announced to the slot. Not on the recording kernel: the suite has a
/// recorder of its own, which is handed the events themselves.
macro_rules! owing_by_bit {
    ($name:ident: $arch:ty, $store:path) => {
        struct $name;

        const _: () = {
            static SLOT: Slot<$arch> = Slot::new(());
            static RECORDER: Recorder = Recorder::new();
            static PAID: AtomicU32 = AtomicU32::new(0);

            impl Platform for $name {
                type Arch = $arch;

                fn in_interrupt() -> bool {
                    false
                }

                fn with_slot<R>(f: impl FnOnce(&Slot<$arch>) -> R) -> R {
                    f(&SLOT)
                }

                fn trace(event: Event) {
                    RECORDER.trace(event);
                }

                fn report(violation: Violation) {
                    RECORDER.report(violation);
                }
            }

            impl Subject for $name {
                type Platform = Self;

                fn recorder() -> &'static Recorder {
                    &RECORDER
                }

                fn owe() {
                    $store();
                }

                fn in_interrupt(handler: fn()) {
                    model_kernel::raw::irq_enter(&SLOT);
                    handler();
                    model_kernel::raw::irq_exit(&SLOT);
                }

                fn payments() -> Option<u32> {
                    let recorded = record::take();
                    assert!(recorded.chunks(2).all(|pair| *pair == [Instruction::DsbIshst, Instruction::Isb]));
                    let pairs = recorded.len() as u32 / 2;
                    Some(PAID.fetch_add(pairs, Relaxed) + pairs)
                }
            }
        };
    };
}

/// An architecture that defers by bit, and whose hooks do not pay.
pub struct PaysNothing;

impl Arch for PaysNothing {
    type Local = ();
    const DEFERS_BY_BIT: bool = true;

    fn flush((): &()) {}

    fn is_settled((): &()) -> bool {
        true
    }
}

/// A store on it.
pub fn store<P: Platform>() {
    if !defer::<P>() {
        emit_pte_barriers();
    }
}

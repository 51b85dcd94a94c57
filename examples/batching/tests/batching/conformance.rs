//! The suite that any backend can run: this one passes, and with a fault in one of its parts it
//! fails the lines of that fault.

use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

use batching::{Batch, Batching, CAPACITY, Hardware, Queue, queue_invalidation};
use lazy_mmu_core::conformance::{self, Recorder, Subject, numbers};
use lazy_mmu_core::{Arch, Event, Platform, Slot, Violation, with_active};

/// The fault of a subject.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Nothing,
    LeaveDoesNothing,
    FlushDoesNothing,
    HardwareForgetsTheLast,
    HandlersAreUnknown,
}

trait Faulty: Hardware {
    const FAULT: Fault;
}

/// [`Batching`], with hooks that may be at fault.
struct Mutant<F>(PhantomData<F>);

impl<F: Faulty> Arch for Mutant<F> {
    type Local = Queue;

    fn flush(queue: &Queue) {
        if F::FAULT != Fault::FlushDoesNothing {
            Batching::<F>::flush(queue);
        }
    }

    fn leave(queue: &Queue) {
        if F::FAULT != Fault::LeaveDoesNothing {
            Batching::<F>::leave(queue);
        }
    }

    fn is_settled(queue: &Queue) -> bool {
        Batching::<F>::is_settled(queue)
    }
}

/// [`queue_invalidation`] for a mutant.
fn queue_on_mutant<P: Platform<Arch = Mutant<P>> + Faulty>(batch: Batch, address: u64) {
    if with_active::<P, _>(|queue| queue.add::<P>(batch, address)).is_none() {
        P::invalidate(batch, std::iter::once(address));
    }
}

/// Defines a subject with statics of its own, because tests run at the same time.
macro_rules! subject {
    ($name:ident: $arch:ident, $store:ident, $fault:ident) => {
        struct $name;

        const _: () = {
            const BATCH: Batch = Batch { space: 1, page_shift: 12 };

            static SLOT: Slot<$arch<$name>> = Slot::new(Queue::new());
            static RECORDER: Recorder = Recorder::new();
            static IN_INTERRUPT: AtomicBool = AtomicBool::new(false);
            static INVALIDATED: AtomicU32 = AtomicU32::new(0);
            /// By the number of a page: whether its old translation may be in use.
            static STALE: [AtomicBool; numbers::<$name>() as usize] =
                [const { AtomicBool::new(false) }; numbers::<$name>() as usize];

            impl Hardware for $name {
                fn invalidate(_: Batch, addresses: impl Iterator<Item = u64>) {
                    let mut addresses = addresses.peekable();
                    while let Some(address) = addresses.next() {
                        let last = addresses.peek().is_none();
                        if !(last && Self::FAULT == Fault::HardwareForgetsTheLast) {
                            STALE[(address >> BATCH.page_shift) as usize].store(false, Relaxed);
                            INVALIDATED.fetch_add(1, Relaxed);
                        }
                    }
                }
            }

            impl Faulty for $name {
                const FAULT: Fault = Fault::$fault;
            }

            impl Platform for $name {
                type Arch = $arch<Self>;

                fn in_interrupt() -> bool {
                    Self::FAULT != Fault::HandlersAreUnknown && IN_INTERRUPT.load(Relaxed)
                }

                fn with_slot<R>(f: impl FnOnce(&Slot<Self::Arch>) -> R) -> R {
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

                const CAPACITY: Option<u32> = Some(CAPACITY as u32);

                fn recorder() -> &'static Recorder {
                    &RECORDER
                }

                fn store(number: u32) {
                    STALE[number as usize].store(true, Relaxed);
                    $store::<Self>(BATCH, u64::from(number) << BATCH.page_shift);
                }

                fn in_interrupt(handler: fn()) {
                    IN_INTERRUPT.store(true, Relaxed);
                    handler();
                    IN_INTERRUPT.store(false, Relaxed);
                }

                fn fresh_slot() {
                    SLOT.local().settle::<Self>();
                    SLOT.retire::<Self>();
                }

                fn settlements() -> Option<u32> {
                    Some(INVALIDATED.load(Relaxed))
                }

                fn has_settled(number: u32) -> Option<bool> {
                    Some(!STALE[number as usize].load(Relaxed))
                }
            }
        };
    };
}

/// Returns the lines that fail.
fn failures<S: Subject>() -> Vec<String> {
    let mut text = String::new();
    let summary = conformance::run::<S>(&mut text).expect("a string takes everything");
    let failures = text
        .lines()
        .filter_map(|line| Some(line.strip_prefix("not ok ")?.split_once(' ')?.1.to_owned()));
    let failures: Vec<_> = failures.collect();
    // There is one slot, and no way into the middle of a store.
    assert_eq!((summary.failed as usize, summary.skipped), (failures.len(), 2), "{text}");
    failures
}

#[test]
fn batching_passes() {
    subject!(Sound: Batching, queue_invalidation, Nothing);
    assert_eq!(failures::<Sound>(), [""; 0]);
}

#[test]
fn a_leave_that_does_nothing_is_seen() {
    subject!(Broken: Mutant, queue_on_mutant, LeaveDoesNothing);
    assert_eq!(
        failures::<Broken>(),
        [
            "leaving_settles",
            "a_pause_settles_and_is_eager",
            "a_suspended_section_settles_and_comes_back",
            "hooks_are_idempotent",
            "entering_discards_nothing",
            "what_is_deferred_is_flushed_once",
            "every_number_of_deferred_stores_is_settled",
            "every_state_reaches_its_hooks",
            "every_order_of_calls_keeps_the_promise",
            "section_256_flushes_and_does_not_count",
            "pause_256_sticks"
        ]
    );
}

#[test]
fn a_flush_that_does_nothing_is_seen() {
    subject!(Broken: Mutant, queue_on_mutant, FlushDoesNothing);
    assert_eq!(
        failures::<Broken>(),
        [
            "the_end_of_a_nested_section_settles",
            "a_flush_settles_and_stays",
            "calls_in_a_pause_are_inert",
            "hooks_are_idempotent",
            "entering_discards_nothing",
            "what_is_deferred_is_flushed_once",
            "every_number_of_deferred_stores_is_settled",
            "every_state_reaches_its_hooks",
            "every_order_of_calls_keeps_the_promise",
            "section_256_flushes_and_does_not_count"
        ]
    );
}

/// The queue is empty, and yet not everything has taken effect: only the addresses that the
/// hardware got show it.
#[test]
fn hardware_that_forgets_the_last_of_a_batch_is_seen() {
    subject!(Broken: Batching, queue_invalidation, HardwareForgetsTheLast);
    let failures = failures::<Broken>();
    for line in [
        "a_store_outside_any_section_takes_effect_at_once",
        "leaving_settles",
        "what_is_deferred_is_flushed_once",
    ] {
        assert!(failures.iter().any(|failure| failure == line), "{failures:?}");
    }
}

#[test]
fn a_platform_that_does_not_know_its_handlers_is_seen() {
    subject!(Broken: Batching, queue_invalidation, HandlersAreUnknown);
    assert_eq!(
        failures::<Broken>(),
        [
            "a_handler_is_eager_and_loses_nothing",
            "every_number_of_deferred_stores_is_settled",
            "every_state_reaches_its_hooks",
            "every_order_of_calls_keeps_the_promise"
        ]
    );
}

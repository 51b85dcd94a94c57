//! The suite that any backend can run: riscv64 passes, and a backend whose hooks do not fence
//! fails.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use lazy_mmu_core::conformance::{self, Recorder, Subject};
use lazy_mmu_core::{Arch, Event, Platform, Slot, Violation, defer};
use lazy_mmu_riscv64::{Riscv64, emit_fence, queue_fence, record};

/// Defines a subject with statics of its own, because tests run at the same time. Handlers announce
/// themselves to the slot.
macro_rules! subject {
    ($name:ident: $arch:ty, $store:ident, sees fences: $sees:literal) => {
        struct $name;

        const _: () = {
            static SLOT: Slot<$arch> = Slot::new(());
            static RECORDER: Recorder = Recorder::new();
            static FENCES: AtomicU32 = AtomicU32::new(0);

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

                fn store(number: u32) {
                    $store::<Self>(u64::from(number) << 12);
                }

                fn in_interrupt(handler: fn()) {
                    let _handler = SLOT.interrupt::<Self>();
                    handler();
                }

                fn settlements() -> Option<u32> {
                    $sees.then(|| {
                        let recorded = record::take().len() as u32;
                        FENCES.fetch_add(recorded, Relaxed) + recorded
                    })
                }
            }
        };
    };
}

/// Returns whether all claims hold, and the lines of those that do not.
fn run<S: Subject>() -> (bool, Vec<String>) {
    let mut text = String::new();
    let summary = conformance::run::<S>(&mut text).expect("a string takes everything");
    let failures = text
        .lines()
        .filter_map(|line| Some(line.strip_prefix("not ok ")?.split_once(' ')?.1.to_owned()));
    (summary.is_conformant(), failures.collect())
}

#[test]
fn riscv64_passes() {
    subject!(Sound: Riscv64, queue_fence, sees fences: true);
    assert_eq!(run::<Sound>(), (true, vec![]));
}

/// A kernel cannot look at its own fences, so the suite skips a line there; a plugin counts them
/// from outside.
#[test]
fn as_many_fences_are_recorded_here_as_are_executed_in_qemu() {
    subject!(Blind: Riscv64, queue_fence, sees fences: false);
    record::take();
    run::<Blind>();
    let recorded = record::take().len();
    let snapshot = include_str!(
        "../../../../tests/kernels/riscv64/snapshots/riscv64_passes_the_conformance_suite.txt"
    );
    assert!(
        snapshot.ends_with(&format!("\nthe suite: sfence={recorded}\n")),
        "{recorded} fences are recorded"
    );
}

#[test]
fn hooks_that_do_not_fence_are_seen() {
    enum FencesNothing {}

    impl Arch for FencesNothing {
        type Local = ();
        const DEFERS_BY_BIT: bool = true;

        fn flush((): &()) {}

        fn is_settled((): &()) -> bool {
            true
        }
    }

    fn store<P: Platform>(_address: u64) {
        if !defer::<P>() {
            emit_fence();
        }
    }

    subject!(Broken: FencesNothing, store, sees fences: true);
    let (conformant, failures) = run::<Broken>();
    assert!(!conformant);
    for line in [
        "leaving_settles",
        "the_end_of_a_nested_section_settles",
        "a_flush_settles_and_stays",
        "what_is_deferred_is_flushed_once",
    ] {
        assert!(failures.iter().any(|failure| failure == line), "{failures:?}");
    }
}

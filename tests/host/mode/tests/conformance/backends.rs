//! Backends for the suite: one that queues, sound or with a fault, and one that defers by bit.

mod by_bit;
mod fault;
mod machine;
mod queue;

pub use by_bit::{SettlesNothing, Stores, store};
pub use fault::{Fault, Tells};
pub use machine::Machine;
pub use queue::Queueing;

/// Defines a platform on arm64, whose barriers are recorded. Handlers are announced to the slot. It
/// isn't the recording kernel, because the suite has its own recorder for the events.
macro_rules! deferring_by_bit {
    ($name:ident: $arch:ty, $asks:ident) => {
        struct $name;

        const _: () = {
            static SLOT: Slot<$arch> = Slot::new(());
            static RECORDER: Recorder = Recorder::new();
            static STORES: $crate::backends::Stores = $crate::backends::Stores::new();

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
                    Self::store_with(number, || ());
                }

                fn store_with(number: u32, before: fn()) -> bool {
                    $asks::<Self>(|| {
                        before();
                        STORES.write(number);
                    });
                    true
                }

                fn in_interrupt(handler: fn()) {
                    let _handler = SLOT.interrupt::<Self>();
                    handler();
                }

                fn settlements() -> Option<u32> {
                    Some(STORES.pairs())
                }

                fn has_settled(number: u32) -> Option<bool> {
                    Some(STORES.has_settled(number))
                }
            }
        };
    };
}

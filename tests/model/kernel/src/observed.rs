//! A kernel whose slot is put in, called and copied out, and which notes all that the mode shows of itself.
//!
//! So a call can be made in any state, with a guard from any other, and as often as there are guards to try: what it did to the slot is
//! thrown away with the copy.

use std::cell::{Cell, RefCell};
use std::ptr;
use std::rc::Rc;

use lazy_mmu_core::{Arch, Event, Hook, Platform, Slot, Violation, raw};
pub use model_mode::Seen;

thread_local! {
    static SEEN: RefCell<Vec<Seen>> = const { RefCell::new(Vec::new()) };
    static IN_INTERRUPT: Cell<bool> = const { Cell::new(false) };
    static PINS: Cell<i32> = const { Cell::new(0) };
}

/// What was seen since the last call is handed to `f`, and forgotten.
pub fn with_seen<R>(f: impl FnOnce(&[Seen]) -> R) -> R {
    SEEN.with_borrow_mut(|seen| {
        let answer = f(seen);
        seen.clear();
        answer
    })
}

/// What `Platform::in_interrupt` answers.
pub fn set_in_interrupt(in_interrupt: bool) {
    IN_INTERRUPT.set(in_interrupt);
}

/// Pins that are held.
pub fn pins() -> i32 {
    PINS.get()
}

fn saw(seen: Seen) {
    SEEN.with_borrow_mut(|all| all.push(seen));
}

/// A platform whose slot is in the hands of the test. Its architecture keeps nothing.
pub trait Observed: Platform<Arch: Arch<Local = ()>> {
    /// Whether its architecture does what it owes.
    const SETTLES: bool;

    /// The current slot.
    fn slot() -> Rc<Slot<Self::Arch>>;

    /// Makes another one the current slot.
    fn put(slot: Rc<Slot<Self::Arch>>);
}

/// A slot in the same state, which nobody knows of.
pub fn copy<A: Arch<Local = ()>>(slot: &Slot<A>) -> Rc<Slot<A>> {
    // SAFETY: a slot is two atomic numbers and what the architecture keeps, which is nothing: no pointers and no `Drop`. Its one owner is
    // here, so that nobody writes meanwhile.
    Rc::new(unsafe { ptr::read(slot) })
}

/// [`raw::enable`], in pair or not.
pub fn raw_enable<K: Platform>() {
    // SAFETY: what it pairs with, or does not, is on a slot of the test's own.
    unsafe { raw::enable::<K>() }
}

/// [`raw::disable`], in pair or not.
pub fn raw_disable<K: Platform>() {
    // SAFETY: as above.
    unsafe { raw::disable::<K>() }
}

/// [`raw::pause`], in pair or not.
pub fn raw_pause<K: Platform>() {
    // SAFETY: as above.
    unsafe { raw::pause::<K>() }
}

/// [`raw::resume`], in pair or not.
pub fn raw_resume<K: Platform>() {
    // SAFETY: as above.
    unsafe { raw::resume::<K>() }
}

/// An architecture, and a platform on it.
macro_rules! observed {
    ($(#[$doc:meta])* $name:ident, $arch:ident, by_bit: $by_bit:literal, settles: $settles:literal) => {
        #[doc = concat!("The architecture of [`", stringify!($name), "`].")]
        #[derive(Debug)]
        pub struct $arch;

        impl Arch for $arch {
            type Local = ();

            const OWES_BY_BIT: bool = $by_bit;

            fn enter((): &()) {
                saw(Seen::Ran(Hook::Enter, $name::slot().counts()));
            }

            fn flush((): &()) {
                saw(Seen::Ran(Hook::Flush, $name::slot().counts()));
            }

            fn leave((): &()) {
                saw(Seen::Ran(Hook::Leave, $name::slot().counts()));
            }

            fn is_settled((): &()) -> bool {
                $settles
            }
        }

        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl $name {
            thread_local! {
                static SLOT: RefCell<Rc<Slot<$arch>>> = RefCell::new(Rc::new(Slot::new(())));
            }
        }

        impl Observed for $name {
            const SETTLES: bool = $settles;

            fn slot() -> Rc<Slot<$arch>> {
                Self::SLOT.with_borrow(Rc::clone)
            }

            fn put(slot: Rc<Slot<$arch>>) {
                Self::SLOT.set(slot);
            }
        }

        impl Platform for $name {
            type Arch = $arch;

            fn in_interrupt() -> bool {
                IN_INTERRUPT.get()
            }

            fn with_slot<R>(f: impl FnOnce(&Slot<$arch>) -> R) -> R {
                f(&Self::slot())
            }

            fn pin() {
                PINS.set(PINS.get() + 1);
            }

            fn unpin() {
                PINS.set(PINS.get() - 1);
            }

            fn report(violation: Violation) {
                saw(Seen::Reported(violation.kind, violation.counts));
            }

            fn trace(event: Event) {
                saw(Seen::Traced(event.call, event.hook, event.counts));
            }
        }
    };
}

observed! {
    /// Its architecture owes one bit, as arm64 does.
    ByBit, OneBit, by_bit: true, settles: true
}
observed! {
    /// Its architecture has a queue, so that every hook runs.
    ByQueue, Queue, by_bit: false, settles: true
}
observed! {
    /// Its architecture has a queue that its hooks do not empty.
    Negligent, NegligentQueue, by_bit: false, settles: false
}

//! [`Observed`]: the slots of the thread's kernel, for a test to read and exchange.
//!
//! A test can put a copy of a slot in its place. Then it can make a call in any state, with a guard
//! from any other one, and as often as there are guards to try: the changes go away with the copy.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::ptr;
use std::rc::Rc;

use lazy_mmu_core::{Arch, Platform, Slot};

use crate::kernel::Kernel;
use crate::platform::{Config, Recording};

/// How many slots a thread has, of tasks or of CPUs. [`Kernel::move_to`] sets the current one.
pub const SLOTS: usize = 3;

/// The slots of one architecture.
type Row = [Rc<dyn Any>; SLOTS];

thread_local! {
    /// The rows of all architectures: few, so a search finds them.
    static ALL: RefCell<Vec<(TypeId, Row)>> = const { RefCell::new(Vec::new()) };
}

fn with_row<A: Arch<Local: Default>, R>(f: impl FnOnce(&mut Row) -> R) -> R {
    ALL.with_borrow_mut(|all| {
        let arch = TypeId::of::<A>();
        let index = all.iter().position(|(other, _)| *other == arch).unwrap_or_else(|| {
            all.push((
                arch,
                [(); SLOTS].map(|()| Rc::new(Slot::<A>::new(A::Local::default())) as Rc<dyn Any>),
            ));
            all.len() - 1
        });
        f(&mut all[index].1)
    })
}

fn of<A: Arch>(slot: Rc<dyn Any>) -> Rc<Slot<A>> {
    slot.downcast().expect("a row has the slots of one architecture")
}

/// Returns the slot of a number.
pub fn at<A: Arch<Local: Default>>(number: usize) -> Rc<Slot<A>> {
    of(with_row::<A, _>(|row| Rc::clone(&row[number])))
}

/// Makes each slot as new.
pub(crate) fn renew() {
    ALL.take();
}

/// A platform whose slots a test may exchange.
pub trait Observed: Platform<Arch: Arch<Local: Default>> {
    /// Returns the current slot.
    fn slot() -> Rc<Slot<Self::Arch>> {
        at(Kernel::here())
    }

    /// Makes `slot` the current one, and returns the one before.
    fn put(slot: Rc<Slot<Self::Arch>>) -> Rc<Slot<Self::Arch>> {
        of(with_row::<Self::Arch, _>(|row| std::mem::replace(&mut row[Kernel::here()], slot)))
    }
}

impl<A: Arch<Local: Default>, C: Config> Observed for Recording<A, C> {}

/// Returns a new slot in the same state.
pub fn copy<A: Arch<Local: Default>>(slot: &Slot<A>) -> Rc<Slot<A>> {
    const { assert!(!std::mem::needs_drop::<A::Local>()) };
    // SAFETY: a slot is two atomic numbers and the architecture's `Local`; the architectures of
    // these tests keep nothing there, or an atomic. Its one owner is this thread, so nobody writes
    // meanwhile.
    Rc::new(unsafe { ptr::read(slot) })
}

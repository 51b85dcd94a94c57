//! [`Observed`]: the slots of the thread's kernel, in the hands of a test.
//!
//! With a copy of a slot put in its place, a call can be made in any state, with a guard from any
//! other, and as often as there are guards to try: what it did to the slot is thrown away with the
//! copy.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::ptr;
use std::rc::Rc;

use lazy_mmu_core::{Arch, Platform, Slot};

use crate::kernel::Kernel;
use crate::platform::{Config, Recording};

/// How many slots a thread has, of tasks or of CPUs. One of them is the current one:
/// [`Kernel::move_to`].
pub const SLOTS: usize = 3;

/// Those of one architecture.
type Row = [Rc<dyn Any>; SLOTS];

thread_local! {
    /// There are few, so that they are searched.
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
    slot.downcast().expect("the rows are by architecture")
}

/// The slot of a number.
pub fn at<A: Arch<Local: Default>>(number: usize) -> Rc<Slot<A>> {
    of(with_row::<A, _>(|row| Rc::clone(&row[number])))
}

/// Each slot is as new when it is next asked for.
pub(crate) fn renew() {
    ALL.take();
}

/// A platform, whose slots a test may exchange.
pub trait Observed: Platform<Arch: Arch<Local: Default>> {
    /// The current slot.
    fn slot() -> Rc<Slot<Self::Arch>> {
        at(Kernel::here())
    }

    /// Makes another one the current slot, and returns the one before.
    fn put(slot: Rc<Slot<Self::Arch>>) -> Rc<Slot<Self::Arch>> {
        of(with_row::<Self::Arch, _>(|row| std::mem::replace(&mut row[Kernel::here()], slot)))
    }
}

impl<A: Arch<Local: Default>, C: Config> Observed for Recording<A, C> {}

/// A slot in the same state, which nobody knows of.
pub fn copy<A: Arch<Local: Default>>(slot: &Slot<A>) -> Rc<Slot<A>> {
    const { assert!(!std::mem::needs_drop::<A::Local>()) };
    // SAFETY: a slot is two atomic numbers and what the architecture keeps; the architectures of
    // these tests keep nothing, or an atomic. Its one owner is here, so that nobody writes
    // meanwhile.
    Rc::new(unsafe { ptr::read(slot) })
}

//! A new task was born with its parent's counters.

use std::rc::Rc;

use lazy_mmu_arm64::{Arm64, queue_pte_barriers};
use lazy_mmu_core::{Slot, section};
use model_kernel::kernel::{Kernel, Recorded};
use model_kernel::slots::{Observed, copy};

use crate::{Verdict, pairs};

/// A new slot, as there is no other way: `Slot` is not `Clone`.
fn ours(_: &Slot<Arm64>) -> Rc<Slot<Arm64>> {
    Rc::new(Slot::new(()))
}

/// Forks as a kernel does that copies the parent's task structure byte for byte, and forgets to
/// reset the slot.
fn mutant(parent: &Slot<Arm64>) -> Rc<Slot<Arm64>> {
    copy(parent)
}

/// A task forks inside a section, and the child runs to its end.
fn check(fork: fn(&Slot<Arm64>) -> Rc<Slot<Arm64>>) -> Verdict {
    section::<Recorded, _>(|_| {
        queue_pte_barriers::<Recorded>();
        let child = fork(&Recorded::slot());
        let parent = Recorded::put(Rc::clone(&child));
        let issued = pairs(queue_pte_barriers::<Recorded>);
        child.retire::<Recorded>();
        Recorded::put(parent);
        if issued != 1 {
            Err("the child is in a section that it never began")
        } else if !Kernel::take_reports().is_empty() {
            Err("the child ended in a section")
        } else {
            Ok(())
        }
    })
}

#[test]
fn a_new_task_begins_outside_any_section() {
    assert_eq!(check(ours), Ok(()));
    assert_eq!(check(mutant), Err("the child is in a section that it never began"));
}

/// A slot cannot be copied by accident: for a type that is `Clone` this is ambiguous, and does not
/// compile.
const _: () = {
    trait IsNobodysCopy<Because> {
        fn holds() {}
    }
    struct AnyType;
    struct Cloned;
    impl<T> IsNobodysCopy<AnyType> for T {}
    impl<T: Clone> IsNobodysCopy<Cloned> for T {}
    let _ = <Slot<Arm64> as IsNobodysCopy<_>>::holds;
};

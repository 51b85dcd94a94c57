//! `Platform::pin` in a kernel without a preempt count: why it does not mask interrupts by itself,
//! and what it may do instead.

use std::cell::{Cell, RefCell};

use lazy_mmu_arm64::record::{self, Instruction::DsbIshst};
use lazy_mmu_arm64::{Arm64, queue_pte_barriers};
use lazy_mmu_core::ViolationKind::SwitchedInSection;
use lazy_mmu_core::{LazyMmuGuard, Platform, Slot, Violation, ViolationKind, lazy_mmu};

thread_local! {
    static SLOT: Slot<Arm64> = const { Slot::new(()) };
    static MASKED: Cell<bool> = const { Cell::new(false) };
    /// How many callers mask interrupts, in a kernel that counts them.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    static REPORTS: RefCell<Vec<ViolationKind>> = const { RefCell::new(Vec::new()) };
}

/// A way to mask interrupts, for a kernel's locks and for `pin`.
trait Masking: 'static {
    fn mask();
    fn unmask();
}

/// Each unmask restores the state that its mask found: a stack of states, which most kernels keep
/// in the guards of their locks.
struct Restores;

thread_local!(static FOUND: RefCell<Vec<bool>> = const { RefCell::new(Vec::new()) });

impl Masking for Restores {
    fn mask() {
        FOUND.with_borrow_mut(|found| found.push(MASKED.replace(true)));
    }
    fn unmask() {
        MASKED.set(FOUND.with_borrow_mut(Vec::pop).expect("masked before"));
    }
}

/// Each mask counts, and the last unmask unmasks.
struct Counts;

impl Masking for Counts {
    fn mask() {
        MASKED.set(true);
        DEPTH.set(DEPTH.get() + 1);
    }
    fn unmask() {
        DEPTH.set(DEPTH.get() - 1);
        MASKED.set(DEPTH.get() > 0);
    }
}

/// Masks nothing.
struct Nothing;

impl Masking for Nothing {
    fn mask() {}
    fn unmask() {}
}

/// A kernel with a slot per CPU whose `pin` masks in this way.
struct Pinned<K>(K);

impl<K: Masking> Platform for Pinned<K> {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        false
    }
    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        SLOT.with(f)
    }
    fn pin() {
        K::mask();
    }
    fn unpin() {
        K::unmask();
    }
    fn report(violation: Violation) {
        REPORTS.with_borrow_mut(|reports| reports.push(violation.kind));
    }
}

/// A lock that masks interrupts, and restores the state that *it* found.
struct Lock {
    found: bool,
}

impl Lock {
    fn take() -> Self {
        Self { found: MASKED.replace(true) }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        MASKED.set(self.found);
    }
}

/// A lock that masks interrupts in a kernel that counts.
struct CountedLock;

impl CountedLock {
    fn take() -> Self {
        Counts::mask();
        Self
    }
}

impl Drop for CountedLock {
    fn drop(&mut self) {
        Counts::unmask();
    }
}

/// Takes a lock before a section and drops it inside. Returns whether interrupts were masked in the
/// rest of the section, and after it.
fn lock_dropped_inside<K: Masking, L>(take: impl FnOnce() -> L) -> (bool, bool) {
    let lock = take();
    let section = LazyMmuGuard::<Pinned<K>>::enable();
    drop(lock);
    let inside = MASKED.get();
    drop(section);
    (inside, MASKED.get())
}

#[test]
fn a_pin_that_restores_lets_interrupts_into_the_section_and_keeps_them_out_after_it() {
    assert_eq!(lock_dropped_inside::<Restores, _>(Lock::take), (false, true));
}

#[test]
fn a_pin_that_counts_with_the_locks_keeps_interrupts_out_of_the_section_alone() {
    assert_eq!(lock_dropped_inside::<Counts, _>(CountedLock::take), (true, false));
    assert_eq!(DEPTH.get(), 0);
}

#[test]
fn an_empty_pin_defers_and_a_task_that_yields_in_a_section_is_reported_and_settled() {
    type Kernel = Pinned<Nothing>;

    #[lazy_mmu(platform = Kernel)]
    fn map() {
        queue_pte_barriers::<Kernel>();
        queue_pte_barriers::<Kernel>();
    }
    let pairs = |f: &mut dyn FnMut()| {
        record::take();
        f();
        record::take().into_iter().filter(|instruction| *instruction == DsbIshst).count()
    };
    assert_eq!(pairs(&mut map), 1);
    SLOT.with(|slot| slot.switching::<Kernel>());
    assert_eq!(REPORTS.take(), [], "a poll that ended its sections");

    let mut section = None;
    let deferred = pairs(&mut || {
        section = Some(LazyMmuGuard::<Kernel>::enable());
        queue_pte_barriers::<Kernel>();
    });
    assert_eq!(deferred, 0);
    assert_eq!(
        pairs(&mut || SLOT.with(|slot| slot.switching::<Kernel>())),
        1,
        "settled at the switch"
    );
    assert_eq!(REPORTS.take(), [SwitchedInSection]);
    drop(section);
}

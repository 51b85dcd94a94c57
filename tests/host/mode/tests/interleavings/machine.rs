//! One CPU, or two: contexts of it, what each has in its slot, and what the mode showed of the first one.

use std::cell::{Cell, RefCell};

use lazy_mmu_core::{Arch, Counts, Event, Hook, Platform, Slot, Violation};
use model_kernel::stepping::{Slots, Stepping, step};

/// Each context that may run on top of another. A slot is that of a task, or of a CPU.
pub const SLOTS: usize = 3;

/// Slots that count no pins: a task's.
pub type PerTask = Stepping<Machine, false>;
/// Slots that are kept by preemption being off: a CPU's.
pub type PerCpu = Stepping<Machine, true>;

/// Owes one bit. Nothing but the slot knows of the mode.
pub struct OneBit;

impl Arch for OneBit {
    type Local = ();

    const OWES_BY_BIT: bool = true;

    fn enter((): &()) {
        ran(Hook::Enter);
    }

    fn flush((): &()) {
        ran(Hook::Flush);
    }

    fn leave((): &()) {
        ran(Hook::Leave);
    }

    fn is_settled((): &()) -> bool {
        true
    }
}

fn ran(hook: Hook) {
    step();
    if OTHERS.get() == 0 {
        HOOKS.with_borrow_mut(|hooks| hooks.push(hook));
    }
    step();
}

thread_local! {
    static SLOT: [Slot<OneBit>; SLOTS] = const { [const { Slot::new(()) }; SLOTS] };
    static HERE: Cell<usize> = const { Cell::new(0) };
    /// Handlers that run on top of each, and that the platform knows of.
    static IN_INTERRUPT: [Cell<usize>; SLOTS] = const { [const { Cell::new(0) }; SLOTS] };
    static OTHERS: Cell<usize> = const { Cell::new(0) };
    static HOOKS: RefCell<Vec<Hook>> = const { RefCell::new(Vec::new()) };
    static EVENTS: RefCell<Vec<Event>> = const { RefCell::new(Vec::new()) };
    static REPORTS: RefCell<Vec<Violation>> = const { RefCell::new(Vec::new()) };
}

pub struct Machine;

impl Slots for Machine {
    type Arch = OneBit;

    fn here() -> usize {
        HERE.get()
    }

    fn with<R>(number: usize, f: impl FnOnce(&Slot<OneBit>) -> R) -> R {
        SLOT.with(|slots| f(&slots[number]))
    }

    fn in_interrupt(number: usize) -> bool {
        IN_INTERRUPT.with(|handlers| handlers[number].get() > 0)
    }

    fn report(violation: Violation) {
        REPORTS.with_borrow_mut(|reports| reports.push(violation));
    }

    fn trace(event: Event) {
        if OTHERS.get() == 0 {
            EVENTS.with_borrow_mut(|events| events.push(event));
        }
    }
}

impl Machine {
    /// The slot that is the current one.
    pub fn slot<R>(f: impl FnOnce(&Slot<OneBit>) -> R) -> R {
        Self::with(HERE.get(), f)
    }

    pub fn move_to(slot: usize) {
        HERE.set(slot);
    }

    /// A handler that the platform knows of begins or ends, here.
    pub fn count_interrupts(more: isize) {
        IN_INTERRUPT.with(|handlers| {
            let here = &handlers[HERE.get()];
            here.set(here.get().checked_add_signed(more).expect("as many as began"));
        });
    }

    /// Runs another context, of whose calls nothing is noted.
    pub fn other(f: impl FnOnce()) {
        OTHERS.set(OTHERS.get() + 1);
        f();
        OTHERS.set(OTHERS.get() - 1);
    }

    /// The hooks and the events of the first context since the last time, and the reports of all.
    pub fn take() -> (Vec<Hook>, Vec<Event>, Vec<Violation>) {
        (HOOKS.take(), EVENTS.take(), REPORTS.take())
    }

    /// Whether all slots are outside of any section and owe nothing. They are as new behind it.
    pub fn renew<P: Platform<Arch = OneBit>>() -> bool {
        HERE.set(0);
        IN_INTERRUPT.with(|handlers| handlers.iter().for_each(|here| here.set(0)));
        let rests = |slot: &Slot<OneBit>| slot.counts() == Counts::default() && slot.is_settled() && !slot.in_interrupt();
        let all_rest = (0..SLOTS).all(|number| Self::with(number, rests));
        (0..SLOTS).for_each(|number| Self::with(number, Slot::retire::<P>));
        Self::take();
        all_rest
    }
}

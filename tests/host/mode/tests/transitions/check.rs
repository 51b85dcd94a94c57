//! [`Check`]: compares all that a call does, in the state that it is made in, with the table.

use std::rc::Rc;

use lazy_mmu_core::{Arch, Slot, ViolationKind};
use model_kernel::kernel::Kernel;
use model_kernel::raw::{irq_exit, raw_resume};
use model_kernel::slots::{Observed, copy};
use model_mode::Seen;

use crate::expected::{counts, expect, moved};
use crate::guards::Makers;
use crate::table::{Effect, Found, Made, Situation, Table};

/// A slot, and its state in the words of the table.
pub struct State<K: Observed> {
    pub slot: Rc<Slot<K::Arch>>,
    pub situation: Situation,
    pub deferred: bool,
}

/// The number of calls made so far, and the first failure: a call that the code does not make as
/// the table says.
pub struct Check<'a, K: Observed> {
    table: &'a Table,
    pub makers: &'a Makers<K>,
    /// How often each row applied.
    pub used: Vec<u64>,
    pub calls: u64,
    pub failure: Option<String>,
    pub situation: Situation,
    deferred: bool,
    /// The state that an announced handler found, and the state once it was announced.
    handler: Option<(Found, Situation, bool)>,
    /// The kinds that this slot has reported, each once.
    reported: Vec<ViolationKind>,
    expected: Vec<Seen>,
}

impl<'a, K: Observed> Check<'a, K> {
    pub fn new(table: &'a Table, makers: &'a Makers<K>) -> Self {
        Self {
            table,
            makers,
            used: vec![0; table.0.len()],
            calls: 0,
            failure: None,
            situation: Situation::default(),
            deferred: false,
            handler: None,
            reported: Vec::new(),
            expected: Vec::new(),
        }
    }

    /// Makes a copy of the state the current one.
    pub fn arrive(&mut self, state: &State<K>) {
        K::put(copy(&state.slot));
        Kernel::set_in_interrupt(state.situation.platform_in_interrupt);
        Kernel::with_seen(|_| ());
        (self.situation, self.deferred) = (state.situation, state.deferred);
        self.reported.clear();
        // The pause that made the state has reported it.
        if !Kernel::settles() && cfg!(debug_assertions) && state.situation.p > 0 {
            self.reported.push(ViolationKind::NotSettled);
        }
    }

    pub fn within(&mut self, state: &State<K>, in_handler: bool, f: impl FnOnce(&mut Self)) {
        self.arrive(state);
        if !in_handler {
            return f(self);
        }
        let Situation { e, p, d, stuck, .. } = self.situation;
        let slot = K::slot();
        let handler = slot.interrupt::<K>();
        self.look("irq_enter", None);
        self.handler = Some((Found { e, p, d, stuck }, self.situation, self.deferred));
        f(self);
        drop(handler);
        self.look("handler ends", None);
    }

    pub fn demand(&mut self, what: &str, holds: bool) {
        if !holds && self.failure.is_none() {
            self.failure = Some(format!("`{what}` is wrong"));
        }
    }

    /// Compares the hooks, events and reports of this call, and the slot after it, with the table.
    /// Goes on from there. Returns what a guard remembers of the call: what kept it from counting.
    pub fn look(&mut self, call: &str, made: Option<Made>) -> Option<Made> {
        self.calls += 1;
        let deferred =
            if <K::Arch as Arch>::DEFERS_BY_BIT { self.deferred } else { !Kernel::settles() };
        let mut before = Situation { made, deferred, ..self.situation };
        if let ("handler ends", Some((found, began, was_deferred))) = (call, self.handler) {
            before.slot_changed = began != self.situation || (self.deferred && !was_deferred);
            before.found = found;
        }
        let used = &mut self.used;
        let Some(does) = self.table.find(call, &before, |row| used[row] += 1) else {
            self.failure.get_or_insert_with(|| format!("`{call}` has no row that applies"));
            Kernel::with_seen(|_| ());
            return None;
        };
        let after = does
            .effects
            .iter()
            .fold(self.situation, |situation, effect| moved(situation, *effect, &before.found));
        self.deferred = expect::<K>(call, does, &before, &after, self.deferred, &mut self.expected);
        let reported = &mut self.reported;
        self.expected.retain(|seen| match *seen {
            Seen::Reported(kind, _) if reported.contains(&kind) => false,
            Seen::Reported(kind, _) => {
                reported.push(kind);
                true
            }
            _ => true,
        });
        if call == "retire" {
            reported.clear();
        }
        self.situation = after;

        let slot = K::slot();
        let expected = &self.expected;
        let seen =
            Kernel::with_seen(|seen| if seen == expected { None } else { Some(seen.to_vec()) });
        let here = (slot.counts(), slot.in_interrupt(), slot.is_settled());
        let settled =
            if <K::Arch as Arch>::DEFERS_BY_BIT { !self.deferred } else { Kernel::settles() };
        if let Some(seen) = seen {
            self.failure.get_or_insert_with(|| {
                format!(
                    "`{call}` has {:?} for {before:?}, and the code does {seen:?}",
                    self.expected
                )
            });
        } else if here != (counts(&after), after.d > 0, settled)
            || !is_stuck_as_said::<K>(&after)
            || !is_deep_as_said::<K>(&after)
        {
            self.failure.get_or_insert_with(|| {
                format!("`{call}` makes {after:?} of {before:?}, and the code {slot:?}")
            });
        }
        match () {
            () if does.effects.iter().any(|effect| matches!(effect, Effect::Up(_))) => None,
            () if before.in_handler() => Some(Made::InHandler),
            () if call != "pause" && before.p > 0 && call != "restart" => Some(Made::InPause),
            () => Some(Made::AtDepth255),
        }
    }
}

/// Returns whether the pause is stuck as the situation says: only a stuck one stays at 255 when a
/// pause ends.
fn is_stuck_as_said<K: Observed>(situation: &Situation) -> bool {
    // At depth 255 of handlers no call ends a pause, so nothing shows.
    if situation.p < 255 || situation.d == 255 {
        return true;
    }
    let here = K::slot();
    let probe = copy(&here);
    (0..situation.d).for_each(|_| irq_exit(&probe));
    K::put(Rc::clone(&probe));
    Kernel::set_in_interrupt(false);
    raw_resume::<K>();
    Kernel::set_in_interrupt(situation.platform_in_interrupt);
    K::put(here);
    Kernel::with_seen(|_| ());
    (probe.counts().pause == 255) == situation.stuck
}

/// Returns whether D is as the situation says: D exits end the last handler, and one less does not;
/// at depth 255 none does.
fn is_deep_as_said<K: Observed>(situation: &Situation) -> bool {
    let probe = copy(&K::slot());
    (1..situation.d).for_each(|_| irq_exit(&probe));
    let one_less = probe.in_interrupt();
    irq_exit(&probe);
    one_less == (situation.d > 0) && probe.in_interrupt() == (situation.d == 255)
}

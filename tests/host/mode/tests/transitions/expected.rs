//! The hooks, events and reports that a row of the table predicts for a call.

use lazy_mmu_core::{Arch, Call, Counts, Hook, ViolationKind};
use model_kernel::kernel::Kernel;
use model_kernel::slots::Observed;
use model_mode::Seen;

use crate::table::{Counter, Does, Effect, Found, Situation};

/// Returns the two counters of the situation.
pub fn counts(situation: &Situation) -> Counts {
    Counts { enable: situation.e, pause: situation.p }
}

/// Returns the situation with the counters moved. `found` is what the handler found that ends.
pub fn moved(mut situation: Situation, effect: Effect, found: &Found) -> Situation {
    let counter = |situation: &mut Situation, counter, f: fn(u8) -> u8| match counter {
        Counter::E => situation.e = f(situation.e),
        Counter::P => situation.p = f(situation.p),
        Counter::D => situation.d = f(situation.d),
    };
    match effect {
        Effect::Up(which) => counter(&mut situation, which, |count| count.wrapping_add(1)),
        Effect::Down(which) => counter(&mut situation, which, |count| count.wrapping_sub(1)),
        Effect::Zero(which) => {
            counter(&mut situation, which, |_| 0);
            situation.stuck &= which != Counter::P;
        }
        Effect::AtMostFound(Counter::E) => situation.e = situation.e.min(found.e),
        Effect::AtMostFound(Counter::P) => {
            (situation.stuck, situation.p) =
                (situation.stuck, situation.p).min((found.stuck, found.p));
        }
        Effect::AtMostFound(Counter::D) => unreachable!("no row says so"),
        Effect::DepthAsFound => situation.d = found.d,
        Effect::AsByIrqExit => {
            situation.d =
                if situation.d == u8::MAX { u8::MAX } else { situation.d.saturating_sub(1) }
        }
        Effect::Sticks => situation.stuck = true,
        Effect::Deferred => {}
    }
    situation
}

/// Puts all that the call must show into `seen`, in order; returns whether something is deferred
/// after it.
pub fn expect<K: Observed>(
    call: &str,
    does: &Does,
    before: &Situation,
    after: &Situation,
    deferred: bool,
    seen: &mut Vec<Seen>,
) -> bool {
    seen.clear();
    let by_bit = <K::Arch as Arch>::DEFERS_BY_BIT;
    let counters_move_last = matches!(call, "retire" | "switching");
    let shown = counts(if counters_move_last { before } else { after });
    let reports = does.reports.iter().filter(|report| report.when.holds(before)).map(|report| {
        let counts = Counts {
            enable: report.enable.unwrap_or(shown.enable),
            pause: report.pause.unwrap_or(shown.pause),
        };
        Seen::Reported(report.kind, counts)
    });
    if call == "retire" {
        seen.extend(reports.clone());
    }
    let counted = does.effects.iter().any(|effect| {
        matches!(
            effect,
            Effect::Up(Counter::E | Counter::P) | Effect::Down(Counter::E | Counter::P)
        )
    });
    let lowered = call == "handler ends" && counts(before) != counts(after);
    if counted || lowered || does.hook.is_some() {
        seen.push(Seen::Traced(traced(call, does), does.hook, shown));
    }
    let settles = matches!(does.hook, Some(Hook::Flush | Hook::Leave));
    if let Some(hook) = does.hook
        && (deferred || !by_bit || !settles)
    {
        seen.push(Seen::Ran(hook, shown));
        if settles && !by_bit && !Kernel::settles() && cfg!(debug_assertions) {
            seen.push(Seen::Reported(ViolationKind::NotSettled, shown));
        }
    }
    if call != "retire" {
        seen.extend(reports);
    }
    (deferred && !settles) || (by_bit && does.effects.contains(&Effect::Deferred))
}

/// Returns the call as `Platform::trace` names it.
fn traced(call: &str, does: &Does) -> Call {
    match call.trim_start_matches("raw ").split(',').next() {
        // At depth 255 a raw section does not count, and nobody will end it: it ends at once.
        Some("enable") if does.hook == Some(Hook::Flush) => Call::Disable,
        Some("enable" | "restart") => Call::Enable,
        Some("disable") => Call::Disable,
        Some("pause") => Call::Pause,
        Some("resume") => Call::Resume,
        Some("pause_task" | "switching") => Call::PauseTask,
        Some("resume_task") => Call::ResumeTask,
        Some("retire") => Call::Retire,
        Some("handler ends") => Call::HandlerEnds,
        // Of the other calls only `flush` has an event. A table that says otherwise is wrong,
        // whatever name is returned here.
        _ => Call::Flush,
    }
}

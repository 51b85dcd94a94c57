//! What a row of the table lets one see of a call.

use lazy_mmu_core::{Arch, Call, Counts, Hook, ViolationKind};
use model_kernel::kernel::Kernel;
use model_kernel::slots::Observed;
use model_mode::Seen;

use crate::table::{Counter, Does, Effect, Found, Situation};

/// The two counters of it.
pub fn counts(situation: &Situation) -> Counts {
    Counts { enable: situation.e, pause: situation.p }
}

/// With the counters moved. `found` is what a handler found that ends.
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

/// What is to be seen, in its order; and whether something is owed then.
pub fn expect<K: Observed>(
    call: &str,
    does: &Does,
    before: &Situation,
    after: &Situation,
    owed: bool,
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
    let pays = matches!(does.hook, Some(Hook::Flush | Hook::Leave));
    if let Some(hook) = does.hook
        && (owed || !by_bit || !pays)
    {
        seen.push(Seen::Ran(hook, shown));
        if pays && !by_bit && !Kernel::settles() && cfg!(debug_assertions) {
            seen.push(Seen::Reported(ViolationKind::NotSettled, shown));
        }
    }
    if call != "retire" {
        seen.extend(reports);
    }
    (owed && !pays) || (by_bit && does.effects.contains(&Effect::Deferred))
}

/// The call, as a platform is told of it.
fn traced(call: &str, does: &Does) -> Call {
    match call.trim_start_matches("raw ").split(',').next() {
        // At depth 255 nobody will end what a raw call began, so it ends at once.
        Some("enable") if does.hook == Some(Hook::Flush) => Call::Disable,
        Some("enable" | "restart") => Call::Enable,
        Some("disable") => Call::Disable,
        Some("pause") => Call::Pause,
        Some("resume") => Call::Resume,
        Some("pause_task" | "switching") => Call::PauseTask,
        Some("resume_task") => Call::ResumeTask,
        Some("retire") => Call::Retire,
        Some("handler ends") => Call::HandlerEnds,
        // Of those that are left only `flush` has an event, and a table that says otherwise is
        // wrong whatever the name.
        _ => Call::Flush,
    }
}

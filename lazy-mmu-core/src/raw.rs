// SPDX-License-Identifier: MIT OR Apache-2.0
//! The four calls of the mode as Linux has them, for C callers: two counters, and no guard that
//! remembers whether it counted.
//!
//! Rust code uses guards, which do the same and can't lose their pair. As in Linux, a call that is
//! ignored in a pause stays ignored: nothing repeats it later. So `enable; pause; disable; resume`
//! ends at E = 1.
//!
//! [`export_c!`](crate::export_c) gives them the names that C calls.
#![allow(unsafe_code)] // An unpaired call breaks somebody else's pairing. The contracts below say how calls pair.

use crate::context::{begin, disable_uncounted, in_task, resume_uncounted};
use crate::platform::Platform;

/// Begins a section. The call is ignored in a handler and in a pause.
///
/// At E = 255 it is [reported](crate::ViolationKind::EnableOverflow) and not counted. If as many
/// [`disable`]s follow, the last one finds E = 0.
///
/// # Safety
///
/// One [`disable`] in the same context must follow, with as many pauses ended as begun in between.
#[inline]
pub unsafe fn enable<P: Platform>() {
    let token = begin::<P>(|slot| slot.enable::<P>());
    if token.is_full() {
        disable_uncounted::<P>(token);
    }
}

/// Ends a section. The call is ignored in a handler and in a pause.
///
/// At E = 0 it is [reported](crate::ViolationKind::UnpairedDisable), E stays 0, and everything
/// deferred is flushed.
///
/// # Safety
///
/// The call must follow one [`enable`] in the same context, with as many pauses ended as begun in
/// between.
#[inline]
pub unsafe fn disable<P: Platform>() {
    let _section = in_task::<P, _>(None, |slot| slot.disable_unpaired::<P>());
}

/// Begins a pause. The call is ignored in a handler.
///
/// At P = 255 the pause [sticks](crate::ViolationKind::PauseOverflow).
///
/// # Safety
///
/// One [`resume`] in the same context must follow.
#[inline]
pub unsafe fn pause<P: Platform>() {
    let token = begin::<P>(|slot| slot.pause::<P>());
    if token.is_full() {
        // Its `resume` can't know that it did not count, and unpins.
        P::pin();
        resume_uncounted::<P>(token);
    }
}

/// Ends a pause. The call is ignored in a handler.
///
/// At P = 0 it is [reported](crate::ViolationKind::UnpairedResume), P stays 0, and everything
/// deferred is flushed.
///
/// # Safety
///
/// The call must follow one [`pause`] in the same context.
#[inline]
pub unsafe fn resume<P: Platform>() {
    let _pause = in_task::<P, _>(None, |slot| slot.resume_unpaired::<P>());
}

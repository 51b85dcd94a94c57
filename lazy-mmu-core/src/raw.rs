// SPDX-License-Identifier: MIT OR Apache-2.0
//! The four calls of the mode as Linux has them, for C callers: two counters, and nobody to
//! remember who counted.
//!
//! A guard does all of this and cannot be got out of pair. These keep to the letter of the original
//! table: a call that is ignored while paused is not made up for later, so
//! `enable; pause; disable; resume` ends at E = 1.
//!
//! [`export_c!`](crate::export_c) gives them the names that C calls.
#![allow(unsafe_code)] // Unpaired calls break the pairing of somebody else; the contracts below say what pairs.

use crate::context::{begin, disable_uncounted, in_task, resume_uncounted};
use crate::platform::Platform;

/// Begins a section. Ignored in interrupt context and while paused. At E = 255 it is
/// [reported](crate::ViolationKind::EnableOverflow) and not counted; the last of as many
/// [`disable`]s then finds E = 0.
///
/// # Safety
///
/// Is followed by one [`disable`] in the same context, with as many pauses ended as begun in
/// between.
#[inline]
pub unsafe fn enable<P: Platform>() {
    let token = begin::<P>(|slot| slot.enable::<P>());
    if token.is_full() {
        disable_uncounted::<P>(token);
    }
}

/// Ends a section. Ignored in interrupt context and while paused. At E = 0 it is
/// [reported](crate::ViolationKind::UnpairedDisable), the count stays 0, and what was deferred is
/// flushed.
///
/// # Safety
///
/// Follows one [`enable`] in the same context, with as many pauses ended as begun in between.
#[inline]
pub unsafe fn disable<P: Platform>() {
    let _section = in_task::<P, _>(None, |slot| slot.disable_unpaired::<P>());
}

/// Begins a pause. Ignored in interrupt context. At P = 255 it
/// [sticks](crate::ViolationKind::PauseOverflow).
///
/// # Safety
///
/// Is followed by one [`resume`] in the same context.
#[inline]
pub unsafe fn pause<P: Platform>() {
    let token = begin::<P>(|slot| slot.pause::<P>());
    if token.is_full() {
        // Its `resume` cannot know that it was not counted, and unpins.
        P::pin();
        resume_uncounted::<P>(token);
    }
}

/// Ends a pause. Ignored in interrupt context. At P = 0 it is
/// [reported](crate::ViolationKind::UnpairedResume), the count stays 0, and what was deferred is
/// flushed.
///
/// # Safety
///
/// Follows one [`pause`] in the same context.
#[inline]
pub unsafe fn resume<P: Platform>() {
    let _pause = in_task::<P, _>(None, |slot| slot.resume_unpaired::<P>());
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! What runs at the end of something, also if that unwinds.
//!
//! On the ordinary way the end is written out; `scopeguard` runs it only if the body unwinds. What
//! a guard runs when it drops, and what is in a closure, is behind calls at opt-levels `s` and `z`,
//! which every section would pay for. Where panics abort, nothing is left of the guard.

/// `finally!(body, end)`: evaluates `body`, then `end`, also if `body` unwinds.
macro_rules! finally {
    ($body:expr, $end:expr) => {{
        let answer = $crate::unwind::on_unwind!($body, $end);
        $end;
        answer
    }};
}

/// `on_unwind!(body, end)`: evaluates `body`, and `end` only if that unwinds.
macro_rules! on_unwind {
    ($body:expr, $end:expr) => {{
        let unwinding = ::scopeguard::guard((), |()| $end);
        let answer = $body;
        ::core::mem::forget(unwinding);
        answer
    }};
}

pub(crate) use {finally, on_unwind};

/// Marks the block that calls it as one that is cold_path reached, for the compiler to place out of
/// the way.
#[cold]
#[inline(always)]
pub(crate) fn cold_path() {}

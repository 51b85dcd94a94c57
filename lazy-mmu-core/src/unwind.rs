// SPDX-License-Identifier: MIT OR Apache-2.0
//! What runs at the end of something, also if that unwinds.
//!
//! On the ordinary way the end is written out, and `scopeguard` is left the unwinding alone. What a guard runs when it drops, and what is in
//! a closure, is behind calls at opt-levels `s` and `z`, which every section would pay for; and where panics abort nothing is left of the guard.

/// `finally!(body, end)`: evaluates `body`, then `end`, also if `body` unwinds.
macro_rules! finally {
    ($body:expr, $end:expr) => {{
        let answer = $crate::unwind::or_unwinding!($body, $end);
        $end;
        answer
    }};
}

/// `or_unwinding!(body, end)`: evaluates `body`, and `end` only if that unwinds.
macro_rules! or_unwinding {
    ($body:expr, $end:expr) => {{
        let unwinding = ::scopeguard::guard((), |()| $end);
        let answer = $body;
        ::core::mem::forget(unwinding);
        answer
    }};
}

pub(crate) use {finally, or_unwinding};

/// Marks the block that calls it as one that is seldom reached, for the compiler to place out of the way.
#[cold]
#[inline(always)]
pub(crate) fn seldom() {}

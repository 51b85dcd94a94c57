// SPDX-License-Identifier: MIT OR Apache-2.0
//! Code that runs at the end of something, also if that unwinds.
//!
//! The macros write out the end for the ordinary way, and `scopeguard` runs it only if the body
//! unwinds. At opt-levels `s` and `z`, a guard's drop and a closure are calls, which would cost
//! every section. Where panics abort, nothing is left of the guard.

/// Evaluates `body`, then `end`, also if `body` unwinds: `finally!(body, end)`.
macro_rules! finally {
    ($body:expr, $end:expr) => {{
        let answer = $crate::unwind::on_unwind!($body, $end);
        $end;
        answer
    }};
}

/// Evaluates `body`, and `end` only if `body` unwinds: `on_unwind!(body, end)`.
macro_rules! on_unwind {
    ($body:expr, $end:expr) => {{
        let unwinding = ::scopeguard::guard((), |()| $end);
        let answer = $body;
        ::core::mem::forget(unwinding);
        answer
    }};
}

pub(crate) use {finally, on_unwind};

/// Marks the block that calls it as seldom reached, so that the compiler places it out of the way.
#[cold]
#[inline(always)]
pub(crate) fn cold_path() {}

//! Prints the order of drops: locals, arguments, and temporaries of the last expression (`tail`).
//! A program of `tests/compiled/tests/fidelity`.

use std::mem::replace;
use std::panic::{catch_unwind, resume_unwind};

#[cfg(feature = "attribute")]
use fidelity::K;
use fidelity::Noted;
#[cfg(feature = "attribute")]
use lazy_mmu_core::lazy_mmu;

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn locals() {
    let _first = Noted("local, first");
    let _ = Noted("local, at once");
    let _extended = &Noted("local, extended");
    let shadowed = Noted("local, shadowed");
    let shadowed = (shadowed, Noted("local, beside it"));
    let (_moved, _) = shadowed;
    let _last = Noted("local, last");
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn arguments(
    _first: Noted,
    _: Noted,
    (_left, _): (Noted, Noted),
    moved: Noted,
    mut changed: Noted,
) {
    let _local = Noted("local");
    drop(moved);
    drop(replace(&mut changed, Noted("argument, new")));
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn a_tail(_argument: Noted) -> usize {
    let _local = Noted("local");
    Noted("tail").name().len()
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn a_tail_that_matches(_argument: Noted) -> usize {
    let _local = Noted("local");
    match Noted("tail").name() {
        "" => 0,
        name => name.len(),
    }
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn a_tail_with_a_condition(_argument: Noted) -> usize {
    let _local = Noted("local");
    if let Some('x') = Noted("tail").name().chars().next() { 1 } else { 0 }
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn a_tail_without_anything_else() -> usize {
    Noted("tail").name().len()
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn a_tail_in_a_block(_argument: Noted) -> usize {
    let _local = Noted("local");
    {
        let _inner = Noted("local, inner");
        Noted("tail").name().len()
    }
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn a_statement_at_the_end(_argument: Noted) {
    let _local = Noted("local");
    let _ = Noted("local, of the statement").name().len();
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn an_early_return(_argument: Noted, early: bool) -> usize {
    let _local = Noted("local");
    if early {
        return Noted("local, of the return").name().len();
    }
    let _late = Noted("local, late");
    Noted("tail").name().len()
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn a_question_mark(_argument: Noted, entry: Option<Noted>) -> Option<Noted> {
    let _local = Noted("local");
    let _entry = entry?;
    let _late = Noted("local, late");
    Some(Noted("result"))
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn a_loop(_argument: Noted) -> usize {
    let _local = Noted("local");
    let mut rounds = 0;
    loop {
        let pages = Noted("local, in the loop");
        rounds += 1;
        if rounds == 2 {
            break pages.name().len();
        }
    }
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn a_panic(_argument: Noted) {
    let _local = Noted("local");
    resume_unwind(Box::new(())); // as `panic!`, but silent
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K, pause))]
fn a_pause(_argument: Noted) -> usize {
    let _local = Noted("local");
    Noted("tail").name().len()
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K, guard = _mmu))]
fn a_named_guard(_argument: Noted) -> usize {
    let _local = Noted("local");
    Noted("tail").name().len()
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn a_function<F: FnOnce() -> Noted>(argument: F) -> Noted {
    let _local = Noted("local");
    argument()
}

struct Table(#[expect(dead_code, reason = "it says when it drops")] Noted);

impl Table {
    #[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
    fn a_method(self, _argument: Noted) -> usize {
        let _local = Noted("local");
        Noted("tail").name().len()
    }
}

/// Runs `f` under its name.
fn show<R>(name: &str, f: impl FnOnce() -> R) {
    println!("{name}:");
    drop(f());
}

fn main() {
    let argument = || Noted("argument");
    show("locals", locals);
    let pair = (Noted("argument, left"), Noted("argument, right"));
    show("arguments", || {
        arguments(
            argument(),
            Noted("argument, ignored"),
            pair,
            Noted("local, moved"),
            Noted("local, replaced"),
        )
    });
    show("a_tail", || a_tail(argument()));
    show("a_tail_that_matches", || a_tail_that_matches(argument()));
    show("a_tail_with_a_condition", || a_tail_with_a_condition(argument()));
    show("a_tail_without_anything_else", a_tail_without_anything_else);
    show("a_tail_in_a_block", || a_tail_in_a_block(argument()));
    show("a_statement_at_the_end", || a_statement_at_the_end(argument()));
    show("an_early_return", || an_early_return(argument(), true));
    show("no_early_return", || an_early_return(argument(), false));
    show("a_question_mark", || a_question_mark(argument(), None));
    show("no_question_mark", || a_question_mark(argument(), Some(Noted("local, entry"))));
    show("a_loop", || a_loop(argument()));
    show("a_panic", || drop(catch_unwind(|| a_panic(argument()))));
    show("a_pause", || a_pause(argument()));
    show("a_named_guard", || a_named_guard(argument()));
    show("a_function", || a_function(|| Noted("result")));
    show("a_method", || Table(Noted("argument, self")).a_method(argument()));
}

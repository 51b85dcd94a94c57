//! A nested section's end silently ended batching for the outer one.

use crate::{Ours, Subject, Verdict, flag, nothing_is_on, pairs};

/// A flag where a count belongs.
struct Flag;

struct Section;

impl Subject for Flag {
    type Section = Section;

    fn enable() -> Section {
        flag::set_on(true);
        Section
    }

    fn store() {
        flag::store();
    }
}

impl Drop for Section {
    fn drop(&mut self) {
        flag::set_on(false);
        flag::flush();
    }
}

fn check<S: Subject>() -> Verdict {
    let paid = pairs(|| {
        let outer = S::enable();
        drop(S::enable());
        (0..8).for_each(|_| S::store());
        drop(outer);
    });
    nothing_is_on::<S>()?;
    match paid {
        0 => Err("what the outer section stored was not paid for"),
        1 => Ok(()),
        _ => Err("the inner section's end ended batching for the outer one"),
    }
}

#[test]
fn the_end_of_a_nested_section_lets_the_outer_one_batch_on() {
    assert_eq!(check::<Ours>(), Ok(()));
    assert_eq!(check::<Flag>(), Err("the inner section's end ended batching for the outer one"));
}

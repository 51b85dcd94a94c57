//! Helpers whose section defers: each way to write one, and each way in which it ends.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lazy_mmu_core::{DeferringGuard, Defers, Global, Mode, Unsettled, lazy_mmu, section_deferred};
use model_kernel::kernel::{Recorded, store};

/// How a function ends.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Ends {
    Ok,
    Early,
    Err,
    Panics,
}

pub const ALL_ENDS: [Ends; 4] = [Ends::Ok, Ends::Early, Ends::Err, Ends::Panics];

/// The body of each helper: stores, and then ends as told.
pub fn body<M: Mode>(ends: Ends) -> Result<Unsettled<u64, M>, Ends> {
    store();
    match ends {
        Ends::Ok | Ends::Early => Ok(Unsettled::new(0x1000)),
        Ends::Err => Err(ends),
        Ends::Panics => panic!("on purpose"),
    }
}

#[lazy_mmu(defer, platform = Recorded)]
pub fn a_function(ends: Ends) -> Result<Unsettled<u64, Recorded>, Ends> {
    let unsettled = body(ends)?;
    if ends == Ends::Early {
        return Ok(unsettled);
    }
    store();
    Ok(unsettled)
}

#[lazy_mmu(defer)]
fn through_global(ends: Ends) -> Result<Unsettled<u64, Global>, Ends> {
    body(ends)
}

#[lazy_mmu(defer, platform = M)]
fn of_a_generic_mode<M: Mode>(ends: Ends) -> Result<Unsettled<u64, M>, Ends> {
    body(ends)
}

#[lazy_mmu(defer, platform = Recorded, guard = mmu)]
fn with_a_guard(ends: Ends) -> Result<Unsettled<u64, Recorded>, Ends> {
    mmu.suspend(|| ());
    body(ends)
}

/// A helper whose caller gave the address.
#[lazy_mmu(defer = given_address, platform = Recorded)]
pub fn at_a_given_address(ends: Ends) -> Result<(), Ends> {
    body::<Recorded>(ends)?.leave();
    Ok(())
}

pub fn a_closure(ends: Ends) -> Result<Unsettled<u64, Recorded>, Ends> {
    section_deferred(|_mmu| {
        let unsettled = body(ends)?;
        store();
        Ok(unsettled)
    })
}

fn a_guard(ends: Ends) -> Result<Unsettled<u64, Recorded>, Ends> {
    let _section = DeferringGuard::<Recorded>::enable::<Result<Unsettled<u64, Recorded>, Ends>>();
    body(ends)
}

trait Maps {
    type Mapped: Defers<Recorded>;

    fn map(&self, ends: Ends) -> Self::Mapped;

    #[lazy_mmu(defer, platform = Recorded)]
    fn map_by_default(&self, ends: Ends) -> Result<Unsettled<u64, Recorded>, Ends> {
        body(ends)
    }

    #[lazy_mmu(defer, platform = Recorded)]
    fn map_by_itself(&self, ends: Ends) -> Self::Mapped {
        self.map(ends)
    }
}

struct Table;

impl Maps for Table {
    type Mapped = Result<Unsettled<u64, Recorded>, Ends>;

    #[lazy_mmu(defer, platform = Recorded)]
    fn map(&self, ends: Ends) -> Self::Mapped {
        body(ends)
    }
}

type ByName = dyn Maps<Mapped = Result<Unsettled<u64, Recorded>, Ends>>;

macro_rules! mapping_function {
    ($name:ident -> $returned:ty) => {
        #[lazy_mmu(defer, platform = Recorded)]
        fn $name(ends: Ends) -> $returned {
            body(ends)
        }
    };
}

type Mapped<T = u64> = Result<Unsettled<T, Recorded>, Ends>;
mapping_function!(written_by_a_macro -> Mapped);

#[lazy_mmu(defer, platform = Recorded)]
fn hides_its_type(
    ends: Ends,
) -> Result<(Unsettled<impl Debug, Recorded>, [Unsettled<impl Copy, Recorded>; 1]), Ends> {
    let unsettled = body::<Recorded>(ends)?;
    Ok((unsettled, [Unsettled::new(0)]))
}

/// A helper, which returns whether it failed.
pub type Helper = fn(Ends) -> bool;

/// Each way to write a helper.
pub const HELPERS: [(&str, Helper); 13] = [
    ("a function", |ends| a_function(ends).is_err()),
    ("through `Global`", |ends| through_global(ends).is_err()),
    ("of a generic mode", |ends| of_a_generic_mode::<Recorded>(ends).is_err()),
    ("with a guard", |ends| with_a_guard(ends).is_err()),
    ("at a given address", |ends| at_a_given_address(ends).is_err()),
    ("a closure", |ends| a_closure(ends).is_err()),
    ("a guard", |ends| a_guard(ends).is_err()),
    ("a method of an impl", |ends| Table.map(ends).is_err()),
    ("a method with a default body", |ends| Table.map_by_default(ends).is_err()),
    ("an associated type", |ends| Table.map_by_itself(ends).is_err()),
    ("a dyn method", |ends| (&Table as &ByName).map_by_itself(ends).is_err()),
    ("written by a macro", |ends| written_by_a_macro(ends).is_err()),
    ("hides its type", |ends| hides_its_type(ends).is_err()),
];

/// Calls the helper and checks that it ended as told.
pub fn call(helper: Helper, ends: Ends) {
    match catch_unwind(AssertUnwindSafe(|| helper(ends))) {
        Ok(failed) => assert_eq!(failed, ends == Ends::Err),
        Err(_) => assert_eq!(ends, Ends::Panics),
    }
}

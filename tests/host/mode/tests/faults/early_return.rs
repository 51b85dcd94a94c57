//! An early error return left the mode on.

use lazy_mmu_core::{lazy_mmu, raw};
use model_kernel::kernel::Recorded;

use crate::{Ours, Subject, Verdict, nothing_is_on, pairs};

struct NoMemory;

fn alloc() -> Result<(), NoMemory> {
    Err(NoMemory)
}

#[lazy_mmu(platform = Recorded)]
fn ours() -> Result<(), NoMemory> {
    Ours::store();
    alloc()?;
    Ours::store();
    Ok(())
}

/// Counters alone: each `return` has to remember the other call.
fn mutant() -> Result<(), NoMemory> {
    // SAFETY: not paired where the allocation fails, which is the fault that is tested.
    unsafe { raw::enable::<Recorded>() };
    Ours::store();
    alloc()?;
    Ours::store();
    // SAFETY: pairs the above.
    unsafe { raw::disable::<Recorded>() };
    Ok(())
}

fn check(map: fn() -> Result<(), NoMemory>) -> Verdict {
    let issued = pairs(|| assert!(map().is_err()));
    nothing_is_on::<Ours>()?;
    if issued == 1 { Ok(()) } else { Err("the stores before the error were not settled") }
}

#[test]
fn an_early_error_return_leaves_nothing_on() {
    assert_eq!(check(ours), Ok(()));
    assert_eq!(check(mutant), Err("the mode is still on"));
}

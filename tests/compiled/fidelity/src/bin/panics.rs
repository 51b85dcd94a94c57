//! Panics in the middle of a function, and unwinds, or aborts if the build says so.

use std::panic::{catch_unwind, set_hook};

#[cfg(feature = "attribute")]
use fidelity::K;
use fidelity::{Noted, counts};
#[cfg(feature = "attribute")]
use lazy_mmu_core::lazy_mmu;

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn outer(_argument: Noted) {
    let _local = Noted("outer local");
    inner(Noted("inner argument"), None);
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K, pause))]
fn inner(_argument: Noted, entry: Option<u8>) -> u8 {
    let _local = Noted("inner local");
    entry.expect("an entry")
}

struct PanicsToo;

impl Drop for PanicsToo {
    fn drop(&mut self) {
        panic!("in a drop");
    }
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn local_that_panics(_argument: Noted) {
    let _local = PanicsToo;
}

fn main() {
    set_hook(Box::new(|info| println!("{info}")));
    println!("a function that panics in another:");
    assert!(catch_unwind(|| outer(Noted("outer argument"))).is_err());
    println!("then {}", counts());
    println!("a local that panics when it drops:");
    assert!(catch_unwind(|| local_that_panics(Noted("argument"))).is_err());
    println!("then {}", counts());
}

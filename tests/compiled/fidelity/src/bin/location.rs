//! Prints the places that functions give as their caller's, and as that of their panic.

use std::panic::{self, Location, catch_unwind};

#[cfg(feature = "attribute")]
use fidelity::K;
#[cfg(feature = "attribute")]
use lazy_mmu_core::lazy_mmu;

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
#[track_caller]
fn tracked() -> &'static Location<'static> {
    Location::caller()
}

#[track_caller]
#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn tracked_by_an_attribute_before() -> &'static Location<'static> {
    Location::caller()
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K, guard = _mmu))]
#[track_caller]
fn tracked_with_a_named_guard() -> &'static Location<'static> {
    Location::caller()
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K, pause))]
#[track_caller]
fn tracked_in_a_pause() -> &'static Location<'static> {
    Location::caller()
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
#[track_caller]
fn tracked_through_another() -> &'static Location<'static> {
    tracked()
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn untracked() -> &'static Location<'static> {
    Location::caller()
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn untracked_through_a_tracked_one() -> &'static Location<'static> {
    tracked()
}

struct Table;

impl Table {
    #[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
    #[track_caller]
    fn tracked_method(&self) -> &'static Location<'static> {
        Location::caller()
    }
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
#[track_caller]
fn tracked_panic(entry: Option<u8>) -> u8 {
    entry.unwrap()
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn untracked_panic(entry: Option<u8>) -> u8 {
    entry.unwrap()
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn out_of_bounds(entries: &[u8], index: usize) -> u8 {
    entries[index]
}

/// Prints the place that `f` gives, and the place of this call.
#[track_caller]
fn show(name: &str, f: impl FnOnce() -> &'static Location<'static>) {
    println!("{name} {} says {}", Location::caller().line(), f());
}

fn main() {
    // In the same line, so that it can be compared.
    show("caller", || tracked());
    show("caller", || tracked_by_an_attribute_before());
    show("caller", || tracked_with_a_named_guard());
    show("caller", || tracked_in_a_pause());
    show("caller", || tracked_through_another());
    show("caller", || Table.tracked_method());
    show("itself", untracked);
    show("itself", untracked_through_a_tracked_one);
    panic::set_hook(Box::new(|info| println!("{info}")));
    println!("panic at the caller, {}", line!() + 1);
    let _ = catch_unwind(|| tracked_panic(None));
    let _ = catch_unwind(|| untracked_panic(None));
    let _ = catch_unwind(|| out_of_bounds(&[], 3));
}

//! The ways to map and unmap that are timed. Each walks the tables once a call.

use kernel::{Kernel, space};
use lazy_mmu_arm64::{El1, change_pte, emit_pte_barriers, tlb};
use lazy_mmu_core::NoLazyMmu;
use paging::{Attributes, Frame, PAGE_SIZE, Pages, map_pages, unmap_pages};

/// Maps pages to frames, or unmaps them. A map gets unmapped pages, and an unmap mapped ones.
pub(crate) type Way = fn(Pages, &[Frame]);

/// Each way with its name. A map and an unmap take turns.
pub(crate) const WAYS: [(&str, Way); 6] = [
    ("mapped: barriers for each page", eagerly),
    ("unmapped: a call's pages as a range", as_a_range),
    ("mapped: one barrier pair after the loop, by hand", by_hand),
    ("unmapped: one by one", one_by_one),
    ("mapped: in a section", in_a_section),
    ("", as_a_range),
];

#[inline(never)]
fn eagerly(pages: Pages, frames: &[Frame]) {
    map_pages::<NoLazyMmu>(space(), pages.addresses().start, frames, Attributes::READ_WRITE)
        .expect("the tables are there");
}

#[inline(never)]
fn in_a_section(pages: Pages, frames: &[Frame]) {
    map_pages::<Kernel>(space(), pages.addresses().start, frames, Attributes::READ_WRITE)
        .expect("the tables are there");
}

#[inline(never)]
fn by_hand(pages: Pages, frames: &[Frame]) {
    let entries = space().entries(pages).expect("the table is there");
    for (entry, &frame) in entries.iter().zip(frames) {
        change_pte(entry, Attributes::READ_WRITE.leaf(frame));
    }
    emit_pte_barriers();
}

#[inline(never)]
fn as_a_range(pages: Pages, _: &[Frame]) {
    unmap_pages::<NoLazyMmu>(space(), pages).expect("they are mapped");
}

#[inline(never)]
fn one_by_one(pages: Pages, _: &[Frame]) {
    let entries = space().entries(pages).expect("the table is there");
    for (entry, address) in entries.iter().zip(pages.each()) {
        change_pte(entry, 0);
        tlb::invalidate::<El1>(address, 1, PAGE_SIZE);
    }
}

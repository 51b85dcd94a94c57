//! Runs of leaves in range operations: how many a run takes, and by which granule.

use lazy_mmu_arm64::record::{SystemRegister, Tlbi, set_system_register};
use lazy_mmu_arm64::tlb;
use lazy_mmu_arm64::{El1, El2};

use crate::{OPERAND, PAGE, PLAIN, RANGES, START, executed, operations};

#[test]
fn the_bound_counts_ranges_and_not_pages() {
    let call = |count| move || tlb::invalidate::<El1>(START, count, PAGE);
    assert_eq!(operations(&executed(RANGES.with_bound(2), call(4096))).len(), 1);
    assert_eq!(operations(&executed(RANGES.with_bound(3), call(4097))).len(), 2);
    // Too many ranges are never begun, however many there are.
    assert_eq!(operations(&executed(RANGES.with_bound(2), call(4097))), [(Tlbi::Vmalle1is, 0)]);
    assert_eq!(operations(&executed(RANGES, call(1 << 34))), [(Tlbi::Vmalle1is, 0)]);
}

#[test]
fn the_contiguous_bit_widens_nothing_so_a_run_is_one_operation_for_each_page() {
    let run = || tlb::invalidate::<El1>(START, 16, PAGE);
    assert_eq!(
        operations(&executed(PLAIN, run)),
        (0..16).map(|page| (Tlbi::Vaale1is, OPERAND + page)).collect::<Vec<_>>()
    );
    assert_eq!(
        operations(&executed(RANGES, run)),
        [(Tlbi::Rvaale1is, 1 << 46 | 7 << 39 | 0x18_0000_0000)]
    );
}

#[test]
fn a_run_begins_with_the_leaf_that_maps_its_address() {
    let run = || tlb::invalidate::<El1>(START + 5 * PAGE + 8, 2, 512 * PAGE);
    assert_eq!(
        operations(&executed(PLAIN, run)),
        [(Tlbi::Vaale1is, OPERAND), (Tlbi::Vaale1is, OPERAND + 512)]
    );
    assert_eq!(
        operations(&executed(RANGES, run)),
        [(Tlbi::Rvaale1is, 1 << 46 | 1 << 44 | 15 << 39 | 0x18_0000_0000)]
    );
}

#[test]
fn leaves_that_are_longer_than_a_range_have_operations_of_their_own() {
    set_system_register(SystemRegister::TcrEl1, 0b11 << 30);
    let run = || tlb::invalidate::<El1>(0xfff0_0000_0000_0000, 2, 4 << 30);
    assert_eq!(operations(&executed(RANGES, run)).len(), 2);
    assert!(operations(&executed(RANGES, run)).iter().all(|&(name, _)| name == Tlbi::Vaale1is));
}

/// Each use reads the register, and the half of the address space chooses the field.
#[test]
fn the_granule_is_that_of_the_half_that_the_address_is_in() {
    let tg = |call: fn()| {
        operations(&executed(RANGES, call))
            .first()
            .map(|&(name, operand)| (name, operand >> 46 & 0b11))
    };
    let high: fn() = || tlb::invalidate::<El1>(START, 2, 64 << 10);
    let low: fn() = || tlb::invalidate::<El1>(64 << 10, 2, 64 << 10);
    let el2: fn() = || tlb::invalidate::<El2>(START, 2, 64 << 10);
    // TG1 is 16 KiB, TG0 is 64 KiB.
    set_system_register(SystemRegister::TcrEl1, 0b01 << 30 | 0b01 << 14);
    assert_eq!((tg(high), tg(low)), (Some((Tlbi::Rvaale1is, 2)), Some((Tlbi::Rvaale1is, 3))));
    // The other way round.
    set_system_register(SystemRegister::TcrEl1, 0b11 << 30 | 0b10 << 14);
    assert_eq!((tg(high), tg(low)), (Some((Tlbi::Rvaale1is, 3)), Some((Tlbi::Rvaale1is, 2))));
    // Reserved, or LPA2: leaf by leaf.
    for tcr in [0, 1 << 59 | 0b10 << 30] {
        set_system_register(SystemRegister::TcrEl1, tcr);
        assert_eq!(
            operations(&executed(RANGES, high)),
            [(Tlbi::Vaale1is, OPERAND), (Tlbi::Vaale1is, OPERAND + 16)]
        );
    }
    // At EL2 there is one half without E2H, whatever bit 55 says, and two with it.
    set_system_register(SystemRegister::TcrEl2, 0b10 << 14 | 0b11 << 30);
    assert_eq!(tg(el2), Some((Tlbi::Rvale2is, 2)));
    set_system_register(SystemRegister::HcrEl2, 1 << 34);
    assert_eq!(tg(el2), Some((Tlbi::Rvale2is, 3)));
}

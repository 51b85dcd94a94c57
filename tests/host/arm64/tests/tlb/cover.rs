//! An invalidation covers exactly what was asked, for any run: the test decodes the operands, and
//! lays their intervals side by side.

use std::ops::Range;

use lazy_mmu_arm64::record::{SystemRegister, Tlbi, set_system_register};
use lazy_mmu_arm64::{El1, tlb};

use crate::{PLAIN, RANGES, executed, operations};

/// The bits of TTBR1's addresses that an operand has: sign extension gives those above.
const MASK: u64 = (1 << 56) - 1;

struct Granule {
    shift: u32,
    /// TG of an operand.
    tg: u64,
    /// TG1 of TCR_EL1.
    tg1: u64,
    leaves: [u64; 2],
}

const GRANULES: [Granule; 3] = [
    Granule { shift: 12, tg: 0b01, tg1: 0b10, leaves: [4 << 10, 2 << 20] },
    Granule { shift: 14, tg: 0b10, tg1: 0b01, leaves: [16 << 10, 32 << 20] },
    Granule { shift: 16, tg: 0b11, tg1: 0b11, leaves: [64 << 10, 512 << 20] },
];

/// Returns the bytes that an operation covers, for leaves of this size.
fn bytes(granule: &Granule, size: u64, (name, operand): (Tlbi, u64)) -> Range<u64> {
    match name {
        Tlbi::Vaale1is => {
            assert_eq!(operand >> 44, 0);
            let address = operand << 12;
            // A single operation removes the leaf; one for the odd page of ranges removes that
            // page.
            address..address + size
        }
        Tlbi::Rvaale1is => {
            assert_eq!(
                (operand >> 48, operand >> 46 & 0b11, operand >> 37 & 0b11),
                (0, granule.tg, 0),
                "ASID, TG, TTL"
            );
            let (scale, num) = ((operand >> 44 & 0b11) as u32, operand >> 39 & 0b1_1111);
            // The manual sign-extends the address from its top bit.
            let base =
                (((operand & 0x1f_ffff_ffff) << 27) as i64 >> 27 << granule.shift) as u64 & MASK;
            base..base + ((num + 1) << (5 * scale + 1 + granule.shift))
        }
        other => panic!("{other:?} is no invalidation of leaves"),
    }
}

fn assert_covers(granule: &Granule, size: u64, address: u64, count: u64) {
    set_system_register(SystemRegister::TcrEl1, granule.tg1 << 30);
    let features = RANGES.with_bound(u32::MAX);
    let operations =
        operations(&executed(features, || tlb::invalidate::<El1>(address, count as usize, size)));
    let length = count * size;
    let most = 5 + 2 * (length >> 32) as usize;
    assert!(
        operations.len() <= most,
        "{} operations for {count} leaves of {size}",
        operations.len()
    );
    let mut next = address & MASK;
    let last = operations.len() - 1;
    for (index, &operation) in operations.iter().enumerate() {
        // The odd page at the end of ranges is a page of the granule.
        let size = if index == last && index > 0 { 1 << granule.shift } else { size };
        let bytes = bytes(granule, size, operation);
        assert_eq!(
            bytes.start, next,
            "{count} leaves of {size} from {address:#x}: {operations:x?}"
        );
        next = bytes.end;
    }
    assert_eq!(
        next,
        (address & MASK) + length,
        "{count} leaves of {size} from {address:#x}: {operations:x?}"
    );
}

#[test]
fn ranges_cover_what_is_asked_for_every_count_and_odd_starts() {
    for granule in &GRANULES {
        let [page, block] = granule.leaves;
        for count in (1..2200)
            .chain((2200..70_000).step_by(if cfg!(miri) { 20_011 } else { 37 }))
            .take(if cfg!(miri) { 40 } else { usize::MAX })
        {
            for odd in [0, 1, 3] {
                assert_covers(granule, page, 0xffff_8000_0000_0000 + odd * page, count);
            }
            if count < 64 {
                assert_covers(granule, block, 0xffff_8000_0000_0000 + block, count);
            }
        }
    }
}

#[test]
fn ranges_cover_what_is_asked_up_to_the_longest() {
    let mut random = 7u64;
    for _ in 0..if cfg!(miri) { 5 } else { 2_000 } {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (count, odd) = (1 + (random >> 19) % (1 << 21), random >> 59);
        for granule in &GRANULES {
            assert_covers(
                granule,
                granule.leaves[0],
                0xffff_8000_0000_0000 + odd * granule.leaves[0],
                count,
            );
        }
    }
    for granule in &GRANULES {
        assert_covers(granule, granule.leaves[0], 0xffff_8000_0000_0000, 1 << 21);
        assert_covers(granule, granule.leaves[0], 0u64.wrapping_sub(granule.leaves[0] * 17), 17);
    }
}

#[test]
fn without_ranges_each_leaf_has_an_operation_of_its_own() {
    for size in [4 << 10, 16 << 10, 64 << 10, 2 << 20, 1 << 30] {
        let done = operations(&executed(PLAIN, || tlb::invalidate::<El1>(3 * size, 100, size)));
        assert_eq!(
            done,
            (3..103).map(|leaf| (Tlbi::Vaale1is, leaf * (size >> 12))).collect::<Vec<_>>()
        );
    }
}

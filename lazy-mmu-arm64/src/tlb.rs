//! TLB invalidation: what a live entry owes when it changed, at once. Never deferred on arm64.
//!
//! Each function is a whole sequence, `dsb ishst; tlbi …is; dsb ish; isb`: the stores reach the walkers, old translations go on every CPU
//! of the inner-shareable domain, and are gone when it returns. It contains the barrier pair that the changed entries owe.
//!
//! Some changes of a live entry take break-before-make: store an invalid entry, invalidate, store the new one. Those of permissions do
//! not; those of the memory type, shareability or cacheability do, of the output address (if the old or the new entry is writable, or the
//! contents differ), of the block size or the contiguous bit (unless FEAT_BBM says otherwise), and a global entry over others. (Arm
//! Architecture Reference Manual for A-profile, "Using break-before-make when updating translation table entries".)
//!
//! A call for more than 512 leaves invalidates everything instead, as Linux does from `MAX_DVM_OPS` on.

use crate::cpu;
use crate::rules::Regime;

/// Beyond this many operations in one call everything is invalidated: walking again is cheaper than waiting for them.
const MOST: usize = 512;

/// Live leaves changed or were cleared: `count` of them, from the one that maps `address` on. `size` is what one leaf maps, in bytes.
///
/// Last-level entries only: what is cached of the walk to them stays. Before a *table* is freed or linked elsewhere, use
/// [`invalidate_walk`].
///
/// # Panics
///
/// If `size` is not a power of two of at least 4096. Everything is invalidated then.
pub fn invalidate<R: Regime>(address: u64, count: usize, size: u64) {
    sequence::<R>(R::LEAF, address, count, size);
}

/// A live table entry was cleared, so the table may be freed after this. It mapped `count` leaves of `size` bytes, from the one at
/// `address` on.
///
/// # Panics
///
/// As [`invalidate`].
pub fn invalidate_walk<R: Regime>(address: u64, count: usize, size: u64) {
    sequence::<R>(R::WALK, address, count, size);
}

/// Live leaves changed or were cleared: those that map these addresses, one of each leaf.
#[cfg(feature = "page-table-multiarch")]
pub(crate) fn invalidate_each<R: Regime>(addresses: &[u64]) {
    cpu::dsb_ishst();
    for &address in addresses {
        cpu::tlbi(R::LEAF, operand(address));
    }
    cpu::dsb_ish();
    cpu::isb();
}

/// Everything that the regime has cached, on every CPU of the inner-shareable domain.
pub fn invalidate_all<R: Regime>() {
    cpu::dsb_ishst();
    cpu::tlbi(R::ALL, 0);
    cpu::dsb_ish();
    cpu::isb();
}

fn sequence<R: Regime>(operation: cpu::Tlbi, address: u64, count: usize, size: u64) {
    if count == 0 {
        return;
    }
    if !(size.is_power_of_two() && size >= 4096) {
        // First: while this unwinds, what was unmapped may be given back.
        invalidate_all::<R>();
        panic!("a leaf maps a power of two of at least 4096 bytes, not {size}");
    }
    if count > MOST {
        return invalidate_all::<R>();
    }
    cpu::dsb_ishst();
    for leaf in 0..count as u64 {
        cpu::tlbi(operation, operand(address.wrapping_add(leaf.wrapping_mul(size))));
    }
    cpu::dsb_ish();
    cpu::isb();
}

/// Bits \[55:12\] of the address. Above them stand the level hint and the ASID, which must not get the address's sign extension.
const fn operand(address: u64) -> u64 {
    (address >> 12) & ((1 << 44) - 1)
}

#[cfg(test)]
mod tests {
    use super::operand;

    #[test]
    fn an_operand_has_no_sign_extension() {
        assert_eq!(operand(0xffff_8000_0000_0000), 0xff8_0000_0000);
        assert_eq!(operand(0xffff_8000_0000_0000) >> 44, 0);
    }
}

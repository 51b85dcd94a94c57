//! Which riscv64 instruction is counted by kind, told by its encoding (RISC-V Privileged Architecture: SFENCE.VMA).
//!
//! `slti x0, x0, 0x60` begins a region, and `slti x0, x0, 0x61` ends it: hints that are left for custom use, and do nothing.

use crate::decode::Kind;

/// The kind of one instruction word.
pub fn kind(word: u32) -> Kind {
    /// The registers of SFENCE.VMA, for the address and the address space.
    const REGISTERS: u32 = 0x01ff_8000;

    match word {
        0x0600_2013 => Kind::Begin,
        0x0610_2013 => Kind::End,
        _ if word & !REGISTERS == 0x1200_0073 => Kind::Sfence,
        _ => Kind::Other,
    }
}

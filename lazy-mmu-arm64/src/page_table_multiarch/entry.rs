// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Entry`]: an entry of the crate whose new tables are ordered before their links.

use memory_addr::PhysAddr;
use page_table_multiarch::{GenericPTE, MappingFlags};

use crate::cpu;

/// An entry of a lazy table. Nobody else can name it, so that code never takes the crate's own
/// table for a lazy one, or the other way round.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Entry<E>(E);

impl<E: GenericPTE> GenericPTE for Entry<E> {
    /// The crate has zeroed the table, and links it next.
    fn new_table(address: PhysAddr) -> Self {
        cpu::dmb_ishst();
        Self(E::new_table(address))
    }

    fn new_page(address: PhysAddr, flags: MappingFlags, is_huge: bool) -> Self {
        Self(E::new_page(address, flags, is_huge))
    }

    fn set_paddr(&mut self, address: PhysAddr) {
        self.0.set_paddr(address);
    }

    fn set_flags(&mut self, flags: MappingFlags, is_huge: bool) {
        self.0.set_flags(flags, is_huge);
    }

    fn clear(&mut self) {
        self.0.clear();
    }

    fn paddr(&self) -> PhysAddr {
        self.0.paddr()
    }

    fn flags(&self) -> MappingFlags {
        self.0.flags()
    }

    fn bits(self) -> usize {
        self.0.bits()
    }

    fn is_unused(&self) -> bool {
        self.0.is_unused()
    }

    fn is_present(&self) -> bool {
        self.0.is_present()
    }

    fn is_huge(&self) -> bool {
        self.0.is_huge()
    }
}

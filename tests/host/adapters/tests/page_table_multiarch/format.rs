//! The entries of arm64 in this process's memory: the crate has its own on arm64 only. They tell
//! the tests their stores, and which tables are new.

use std::cell::Cell;

use memory_addr::{PhysAddr, VirtAddr};
use page_table_multiarch::{GenericPTE, MappingFlags, PagingHandler, PagingMetaData};

use crate::table::did;

const ADDRESS: u64 = 0x0000_ffff_ffff_f000;
const VALID: u64 = 1;
/// The bit that a page has and a block has not.
const TABLE: u64 = 1 << 1;
const USER: u64 = 1 << 6;
const READ_ONLY: u64 = 1 << 7;

/// An event of the entry types that the tests look at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Did {
    /// An entry was stored over.
    Store(u64, u64),
    /// An entry with this descriptor is about to be stored.
    StoreOf(u64),
    /// A page becomes a table, and will be zeroed.
    TableAt(u64),
    /// A page is a table no more, and belongs to somebody else.
    Freed(u64),
}

/// An entry.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Entry(u64);

/// Tables of four levels.
pub struct A64;

/// An allocator whose next frame is the last one that was given back.
pub struct Frames;

thread_local! {
    static FREE: Cell<Option<usize>> = const { Cell::new(None) };
}

fn attributes(flags: MappingFlags, is_huge: bool) -> u64 {
    let bit = |flag, bit| if flags.contains(flag) { bit } else { 0 };
    bit(MappingFlags::READ, VALID)
        | bit(MappingFlags::USER, USER)
        | if is_huge { 0 } else { TABLE }
        | READ_ONLY ^ bit(MappingFlags::WRITE, READ_ONLY)
}

impl Entry {
    fn store(&mut self, descriptor: u64) {
        self.0 = descriptor;
        did(Did::Store(std::ptr::from_ref(self).addr() as u64, descriptor));
    }
}

impl GenericPTE for Entry {
    fn new_page(address: PhysAddr, flags: MappingFlags, is_huge: bool) -> Self {
        let descriptor = address.as_usize() as u64 & ADDRESS | attributes(flags, is_huge);
        did(Did::StoreOf(descriptor));
        Self(descriptor)
    }

    fn new_table(address: PhysAddr) -> Self {
        let descriptor = address.as_usize() as u64 | VALID | TABLE;
        did(Did::StoreOf(descriptor));
        Self(descriptor)
    }

    fn paddr(&self) -> PhysAddr {
        ((self.0 & ADDRESS) as usize).into()
    }

    fn flags(&self) -> MappingFlags {
        let mut flags = MappingFlags::empty();
        flags.set(MappingFlags::READ, self.0 & VALID != 0);
        flags.set(MappingFlags::USER, self.0 & USER != 0);
        flags.set(MappingFlags::WRITE, self.0 & READ_ONLY == 0);
        flags
    }

    fn set_paddr(&mut self, address: PhysAddr) {
        self.store(self.0 & !ADDRESS | address.as_usize() as u64);
    }

    fn set_flags(&mut self, flags: MappingFlags, is_huge: bool) {
        self.store(self.0 & ADDRESS | attributes(flags, is_huge));
    }

    fn bits(self) -> usize {
        self.0 as usize
    }

    fn is_unused(&self) -> bool {
        self.0 == 0
    }

    fn is_present(&self) -> bool {
        self.0 & VALID != 0
    }

    fn is_huge(&self) -> bool {
        self.0 & TABLE == 0
    }

    fn clear(&mut self) {
        self.store(0);
    }
}

impl PagingMetaData for A64 {
    const LEVELS: usize = 4;
    const PA_MAX_BITS: usize = 48;
    const VA_MAX_BITS: usize = 48;

    type VirtAddr = VirtAddr;

    fn flush_tlb(_: Option<VirtAddr>) {
        unreachable!("the crate flushes on bare metal only");
    }
}

impl PagingHandler for Frames {
    fn alloc_frames(count: usize, align: usize) -> Option<PhysAddr> {
        #[repr(align(4096))]
        struct Page(#[allow(dead_code)] [u64; 512]); // read by the page table
        assert_eq!((count, align), (1, 4096));
        let new = || std::ptr::from_mut(Box::leak(Box::new(Page([0; 512])))).expose_provenance();
        let address = FREE.take().unwrap_or_else(new);
        did(Did::TableAt(address as u64));
        Some(address.into())
    }

    fn dealloc_frames(address: PhysAddr, _: usize) {
        did(Did::Freed(address.as_usize() as u64));
        FREE.set(Some(address.as_usize()));
    }

    fn phys_to_virt(address: PhysAddr) -> VirtAddr {
        address.as_usize().into()
    }
}

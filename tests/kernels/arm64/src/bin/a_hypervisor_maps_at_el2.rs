//! At EL2, with tables in TTBR0_EL2 and the slot through TPIDR_EL2: pages are mapped in a section
//! and used, unmapped and gone, and `settle_fault` says "retry" for what is mapped and no other
//! address.
//!
//! qemu: -machine virtualization=on
#![no_std]
#![no_main]

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use aarch64_cpu::asm::barrier::{SY, isb};
use aarch64_cpu::registers::{CurrentEL, Readable, TTBR0_EL2};
use kernel::{Kernel, Meter, Outcome, Qemu, during_next_fault, retries, try_read, try_write};
use lazy_mmu_arm64::{
    Arm64, El2, Level, TaskRegister, TpidrEl2, change_pte, queue_pte_barriers, set_pte, set_table,
    settle_fault, tlb,
};
use lazy_mmu_core::{Counts, Platform, Slot, Violation, is_active, section};
use paging::{PAGE_SIZE, Page};
use semihosting::println;

kernel::program!(main);

/// What TPIDR_EL2 points to.
struct Vcpu {
    lazy_mmu: Slot<Arm64<El2>>,
}

static VCPU: Vcpu = Vcpu { lazy_mmu: Slot::new(()) };

struct Hypervisor;

impl Hypervisor {
    #[inline(always)]
    fn vcpu() -> &'static Vcpu {
        // SAFETY: `main` sets it before anything else asks, for ever, and does not ask.
        unsafe { TpidrEl2::current() }
    }
}

impl Platform for Hypervisor {
    type Arch = Arm64<El2>;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64<El2>>) -> R) -> R {
        f(&Self::vcpu().lazy_mmu)
    }

    fn report(violation: Violation) {
        Kernel::report(violation);
    }
}

const PAGES: usize = 64;
/// Entry 256 of a root table of level 1.
const START: u64 = 256 << 30;

static ROOT: Page = Page::zeroed();
static MIDDLE: Page = Page::zeroed();
static LEAVES: Page = Page::zeroed();
static MEMORY: [Page; PAGES] = [const { Page::zeroed() }; PAGES];

const TABLE: u64 = 0b11;
/// Of a data access of this exception level, at level 3.
const TRANSLATION_FAULT: u64 = 0x25 << 26 | 0b00_0111;
/// Normal memory, inner shareable, Access flag, AP\[1\] as it is RES1 here, XN.
const LEAF: u64 = 0b11 | 1 << 2 | 1 << 6 | 0b11 << 8 | 1 << 10 | 1 << 54;

fn main() {
    assert!(CurrentEL.matches_all(CurrentEL::EL::EL2), "the machine has EL2; see `virtualization`");
    // SAFETY: nothing else is kept in TPIDR_EL2, and VCPU lives for ever.
    unsafe { TpidrEl2::set_current(&VCPU) }
    map_use_unmap();
}

/// Not inlined into who sets the register.
#[inline(never)]
fn map_use_unmap() {
    set_up();
    assert_eq!(try_read(START), Outcome::TranslationFault);
    Qemu.count(format_args!("map {PAGES} in a section"), || {
        section::<Hypervisor, _>(|_| {
            for (entry, page) in LEAVES.0.iter().zip(&MEMORY) {
                set_pte::<Hypervisor>(entry, address(page) | LEAF);
            }
            assert!(is_active::<Hypervisor>() && !VCPU.lazy_mmu.is_settled());
        });
    });
    use_each();
    assert_eq!(retries(), 0);

    Qemu.count(format_args!("unmap {PAGES} in a section"), || {
        section::<Hypervisor, _>(|_| {
            LEAVES.0[..PAGES].iter().for_each(|entry| change_pte(entry, 0));
            tlb::invalidate::<El2>(START, PAGES, PAGE_SIZE);
        });
    });
    for address in addresses() {
        assert_eq!(try_read(address), Outcome::TranslationFault);
        assert!(!settle_fault::<Hypervisor>(TRANSLATION_FAULT, address));
    }
    println!("each page was written to and read back, and is gone");

    during_next_fault(map_first);
    assert_eq!(try_write(START), Outcome::Done);
    assert_eq!(retries(), 1);
    section::<Hypervisor, _>(|_| {
        queue_pte_barriers::<Hypervisor>();
        Qemu.count(format_args!("settle, a pair deferred"), || {
            assert!(settle_fault::<Hypervisor>(TRANSLATION_FAULT, START))
        });
        assert!(VCPU.lazy_mmu.is_settled());
    });
    assert!(!settle_fault::<Hypervisor>(TRANSLATION_FAULT, START + PAGE_SIZE));
    println!("mapped meanwhile: tried again, and done; its neighbour is not mapped");
    assert_eq!((VCPU.lazy_mmu.counts(), VCPU.lazy_mmu.is_settled()), (Counts::default(), true));
}

/// Tables that map what the boot code's do, and START.
fn set_up() {
    // SAFETY: the boot code's root table, a page of its own, mapped to itself, and never written
    // to.
    let boot: &[u64; 512] =
        unsafe { &*core::ptr::with_exposed_provenance(TTBR0_EL2.get_baddr() as usize) };
    section::<Hypervisor, _>(|_| {
        for (entry, &block) in ROOT.0.iter().zip(boot) {
            set_pte::<Hypervisor>(entry, block);
        }
        set_table::<Hypervisor>(Level::One, entry(&ROOT, 256), address(&MIDDLE) | TABLE);
        set_table::<Hypervisor>(Level::Two, entry(&MIDDLE, 0), address(&LEAVES) | TABLE);
    });
    TTBR0_EL2.set_baddr(address(&ROOT));
    isb(SY);
}

fn entry(table: &'static Page, index: usize) -> &'static AtomicU64 {
    &table.0[index]
}

/// Mapped to itself.
fn address(page: &'static Page) -> u64 {
    (&raw const *page).expose_provenance() as u64
}

fn addresses() -> impl Iterator<Item = u64> {
    (0..PAGES as u64).map(|page| START + page * PAGE_SIZE)
}

/// Writes through the addresses, and reads where the pages really are.
fn use_each() {
    for (at, page) in addresses().zip(&MEMORY) {
        page.0[0].store(1, Relaxed);
        assert_eq!(try_write(at), Outcome::Done);
        assert_eq!(page.0[0].load(Relaxed), 0, "{at:#x} leads elsewhere");
    }
}

fn map_first() {
    set_pte::<Hypervisor>(&LEAVES.0[0], address(&MEMORY[0]) | LEAF);
}

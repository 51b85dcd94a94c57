//! The kernel's own page tables, in TTBR1, and the pages they are made of.

use aarch64_cpu::asm::barrier::{ISH, SY, dsb, isb};
use aarch64_cpu::registers::{ReadWriteable, TCR_EL1, TTBR1_EL1};
use paging::{AddressSpace, Frames, Page, demo};
use spin::Once;

static POOL: [Page; demo::FRAMES] = [const { Page::zeroed() }; demo::FRAMES];
static SPACE: Once<AddressSpace> = Once::new();

/// The kernel's half of the address space.
///
/// # Panics
///
/// Before [`start`] ran.
pub fn space() -> &'static AddressSpace {
    SPACE.get().expect("the kernel's page tables are made at boot")
}

/// Makes empty page tables. On the first CPU, before [`enable`].
pub(crate) fn start() {
    SPACE.call_once(|| {
        AddressSpace::new(Frames::new(&POOL)).expect("the pool has a page for the root")
    });
}

/// Turns on the walks of this CPU to the kernel's page tables: 48 bits, 4 KiB granule.
pub(crate) fn enable() {
    TTBR1_EL1.set_baddr(space().root().address());
    dsb(ISH);
    isb(SY);
    TCR_EL1.modify(
        TCR_EL1::T1SZ.val(16)
            + TCR_EL1::TG1::KiB_4
            + TCR_EL1::SH1::Inner
            + TCR_EL1::ORGN1::WriteBack_ReadAlloc_WriteAlloc_Cacheable
            + TCR_EL1::IRGN1::WriteBack_ReadAlloc_WriteAlloc_Cacheable
            + TCR_EL1::EPD1::EnableTTBR1Walks,
    );
    isb(SY);
    // Nothing of TTBR1 is in the TLB: the boot crate invalidated it, and turned its walks off
    // before the MMU on.
}

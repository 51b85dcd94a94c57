//! The instructions, executed.
//!
//! None of the barriers is `nomem`: the compiler must finish the stores before one ahead of it, and start no access behind it early.

use core::arch::asm;

use super::{PointerRegister, Tlbi};

/// `dsb ishst; isb`
#[inline(always)]
pub(crate) fn dsb_ishst_isb() {
    // SAFETY: barriers only order.
    unsafe { asm!("dsb ishst", "isb", options(nostack, preserves_flags)) }
}

#[inline(always)]
pub(crate) fn dsb_ishst() {
    // SAFETY: barriers only order.
    unsafe { asm!("dsb ishst", options(nostack, preserves_flags)) }
}

#[inline(always)]
pub(crate) fn dsb_ish() {
    // SAFETY: barriers only order.
    unsafe { asm!("dsb ish", options(nostack, preserves_flags)) }
}

#[inline(always)]
pub(crate) fn isb() {
    // SAFETY: barriers only order.
    unsafe { asm!("isb", options(nostack, preserves_flags)) }
}

#[inline(always)]
pub(crate) fn dmb_ishst() {
    // SAFETY: barriers only order.
    unsafe { asm!("dmb ishst", options(nostack, preserves_flags)) }
}

#[inline(always)]
pub(crate) fn tlbi(operation: Tlbi, operand: u64) {
    // SAFETY: in each arm, an invalidation makes the MMU walk again; it changes nothing that a program may rely on.
    match operation {
        Tlbi::Vaale1is => unsafe { asm!("tlbi vaale1is, {}", in(reg) operand, options(nostack, preserves_flags)) },
        Tlbi::Vaae1is => unsafe { asm!("tlbi vaae1is, {}", in(reg) operand, options(nostack, preserves_flags)) },
        Tlbi::Vmalle1is => unsafe { asm!("tlbi vmalle1is", options(nostack, preserves_flags)) },
        Tlbi::Vale2is => unsafe { asm!("tlbi vale2is, {}", in(reg) operand, options(nostack, preserves_flags)) },
        Tlbi::Vae2is => unsafe { asm!("tlbi vae2is, {}", in(reg) operand, options(nostack, preserves_flags)) },
        Tlbi::Alle2is => unsafe { asm!("tlbi alle2is", options(nostack, preserves_flags)) },
    }
}

/// Whether the MMU translates `address` now, for a read at the current exception level.
pub(crate) fn translates(address: u64) -> bool {
    // PAR_EL1 is given back as found: the fault may have come in between somebody else's `at` and `mrs`.
    macro_rules! ask {
        ($at:literal) => {{
            let answer: u64;
            // SAFETY: an address translation reads page tables and writes PAR_EL1, which is restored.
            unsafe {
                asm!(
                    "mrs {saved}, par_el1",
                    $at,
                    "isb",
                    "mrs {answer}, par_el1",
                    "msr par_el1, {saved}",
                    address = in(reg) address,
                    saved = out(reg) _,
                    answer = lateout(reg) answer,
                    options(nostack, preserves_flags),
                );
            }
            answer
        }};
    }
    const FAULT: u64 = 1;
    let par = if at_el2() { ask!("at s1e2r, {address}") } else { ask!("at s1e1r, {address}") };
    par & FAULT == 0
}

fn at_el2() -> bool {
    let current_el: u64;
    // SAFETY: CurrentEL is readable at EL1 and above, and reading it has no effect.
    unsafe { asm!("mrs {}, CurrentEL", out(reg) current_el, options(nomem, nostack, preserves_flags)) }
    current_el >> 2 == 2
}

/// Read once in a function, as the compiler likes: whoever runs sees the same value before and after a context switch.
#[inline(always)]
pub(crate) fn read(register: PointerRegister) -> *const () {
    let pointer: *const ();
    // SAFETY: in each arm, reading the register has no effect. TPIDR_EL2 is for code at EL2, as its type says.
    match register {
        PointerRegister::SpEl0 => unsafe { asm!("mrs {}, sp_el0", out(reg) pointer, options(pure, nomem, nostack, preserves_flags)) },
        PointerRegister::TpidrEl1 => unsafe { asm!("mrs {}, tpidr_el1", out(reg) pointer, options(pure, nomem, nostack, preserves_flags)) },
        PointerRegister::TpidrEl2 => unsafe { asm!("mrs {}, tpidr_el2", out(reg) pointer, options(pure, nomem, nostack, preserves_flags)) },
    }
    pointer
}

/// # Safety
///
/// The register is the caller's to use.
#[inline(always)]
pub(crate) unsafe fn write(register: PointerRegister, pointer: *const ()) {
    // SAFETY: in each arm, as the caller promises.
    match register {
        PointerRegister::SpEl0 => unsafe { asm!("msr sp_el0, {}", in(reg) pointer, options(nostack, preserves_flags)) },
        PointerRegister::TpidrEl1 => unsafe { asm!("msr tpidr_el1, {}", in(reg) pointer, options(nostack, preserves_flags)) },
        PointerRegister::TpidrEl2 => unsafe { asm!("msr tpidr_el2, {}", in(reg) pointer, options(nostack, preserves_flags)) },
    }
}

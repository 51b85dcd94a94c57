// SPDX-License-Identifier: MIT OR Apache-2.0
//! Executes the instructions, on arm64.

use core::arch::asm;
use core::ptr;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use super::{PointerRegister, SystemRegister, Tlbi};
use crate::fault::is_translated;
use crate::tlb::Features;

/// Defines a function that executes instructions without operands.
macro_rules! instructions {
    ($(#[$doc:meta])* $name:ident = $($instruction:literal),+) => {
        $(#[$doc])*
        #[inline(always)]
        pub(crate) fn $name() {
            // Not `nomem`: the compiler must move no store from before a barrier to after it, and
            // no access from after it to before it.
            // SAFETY: barriers only order.
            unsafe { asm!($($instruction,)+ options(nostack, preserves_flags)) }
        }
    };
}

instructions!(
    /// Issues the barrier pair.
    dsb_ishst_isb = "dsb ishst", "isb"
);
instructions!(dsb_ishst = "dsb ishst");
instructions!(dsb_ish = "dsb ish");
instructions!(dsb_nsh = "dsb nsh");
instructions!(dmb_ishst = "dmb ishst");
instructions!(isb = "isb");

/// Stores an entry: 64 bits, single-copy atomic.
#[inline(always)]
pub(crate) fn store(entry: &AtomicU64, descriptor: u64) {
    entry.store(descriptor, Relaxed);
}

/// Stores an entry if it is `old`; else returns it as found.
#[inline(always)]
pub(crate) fn store_if(entry: &AtomicU64, old: u64, descriptor: u64) -> Result<(), u64> {
    entry.compare_exchange(old, descriptor, Relaxed, Relaxed).map(|_| ())
}

/// Stores an entry and returns the old one.
#[inline(always)]
pub(crate) fn swap(entry: &AtomicU64, descriptor: u64) -> u64 {
    entry.swap(descriptor, Relaxed)
}

/// Makes an entry invalid, keeps all its other bits, and returns the old one. It is atomic, because
/// the hardware may set bits meanwhile.
#[inline(always)]
pub(crate) fn make_invalid(entry: &AtomicU64) -> u64 {
    entry.fetch_and(!1, Relaxed)
}

/// Makes the entry's address known outside of the compiled code, where a walker reads the entry.
#[inline(always)]
pub(crate) fn expose(entry: *mut u64) {
    // Not `nomem`, or the compiler would assume that the entry isn't accessed.
    // SAFETY: no instruction is executed.
    unsafe { asm!("// {}", in(reg) entry, options(nostack, preserves_flags)) }
}

#[inline(always)]
pub(crate) fn tlbi(operation: Tlbi, operand: u64) {
    // Not `nomem`, like the barriers.
    macro_rules! invalidate {
        ($instruction:literal $(, $operand:ident)?) => {
            // SAFETY: an invalidation makes the MMU walk again; it changes nothing that a program
            // may rely on.
            unsafe { asm!($instruction $(, in(reg) $operand)?, options(nostack, preserves_flags)) }
        };
    }
    match operation {
        Tlbi::Vaale1is => invalidate!("tlbi vaale1is, {}", operand),
        Tlbi::Vaae1is => invalidate!("tlbi vaae1is, {}", operand),
        Tlbi::Vale1is => invalidate!("tlbi vale1is, {}", operand),
        Tlbi::Vae1is => invalidate!("tlbi vae1is, {}", operand),
        Tlbi::Aside1is => invalidate!("tlbi aside1is, {}", operand),
        Tlbi::Vmalle1is => invalidate!("tlbi vmalle1is"),
        Tlbi::Vale2is => invalidate!("tlbi vale2is, {}", operand),
        Tlbi::Vae2is => invalidate!("tlbi vae2is, {}", operand),
        Tlbi::Alle2is => invalidate!("tlbi alle2is"),
        Tlbi::Vaale1 => invalidate!("tlbi vaale1, {}", operand),
        Tlbi::Vaae1 => invalidate!("tlbi vaae1, {}", operand),
        Tlbi::Vmalle1 => invalidate!("tlbi vmalle1"),
        Tlbi::Vale2 => invalidate!("tlbi vale2, {}", operand),
        Tlbi::Vae2 => invalidate!("tlbi vae2, {}", operand),
        Tlbi::Alle2 => invalidate!("tlbi alle2"),
        // As `sys`, with op1, CRm and op2 of C5.5 of the manual: an assembler knows their names
        // only where FEAT_TLBIRANGE is enabled.
        Tlbi::Rvaale1is => invalidate!("sys #0, c8, c2, #7, {}", operand),
        Tlbi::Rvaae1is => invalidate!("sys #0, c8, c2, #3, {}", operand),
        Tlbi::Rvale1is => invalidate!("sys #0, c8, c2, #5, {}", operand),
        Tlbi::Rvae1is => invalidate!("sys #0, c8, c2, #1, {}", operand),
        Tlbi::Rvale2is => invalidate!("sys #4, c8, c2, #5, {}", operand),
        Tlbi::Rvae2is => invalidate!("sys #4, c8, c2, #1, {}", operand),
        Tlbi::Rvaale1 => invalidate!("sys #0, c8, c6, #7, {}", operand),
        Tlbi::Rvaae1 => invalidate!("sys #0, c8, c6, #3, {}", operand),
        Tlbi::Rvale2 => invalidate!("sys #4, c8, c6, #5, {}", operand),
        Tlbi::Rvae2 => invalidate!("sys #4, c8, c6, #1, {}", operand),
    }
}

/// Calls `f` with the word that [`Features`] are kept in.
#[inline(always)]
pub(crate) fn with_features<T>(f: impl FnOnce(&AtomicU32) -> T) -> T {
    static FEATURES: AtomicU32 = AtomicU32::new(Features::new().word());
    f(&FEATURES)
}

/// Reads here and now. Those of EL2 are for code at EL2.
pub(crate) fn system_register(register: SystemRegister) -> u64 {
    macro_rules! read {
        ($instruction:literal) => {{
            let value: u64;
            // SAFETY: the register is readable at the level that the caller runs at, as its regime
            // says, and reading has no effect.
            unsafe { asm!($instruction, out(reg) value, options(nomem, nostack, preserves_flags)) }
            value
        }};
    }
    match register {
        SystemRegister::MidrEl1 => read!("mrs {}, midr_el1"),
        SystemRegister::IdAa64isar0El1 => read!("mrs {}, id_aa64isar0_el1"),
        SystemRegister::TcrEl1 => read!("mrs {}, tcr_el1"),
        SystemRegister::TcrEl2 => read!("mrs {}, tcr_el2"),
        SystemRegister::HcrEl2 => read!("mrs {}, hcr_el2"),
        SystemRegister::SpsrEl1 => read!("mrs {}, spsr_el1"),
        SystemRegister::ElrEl1 => read!("mrs {}, elr_el1"),
    }
}

/// Returns whether the MMU finds a translation for a read of `address` now, at the current
/// exception level. A translation counts even if the Access flag or permissions forbid its use.
pub(crate) fn translates(address: u64) -> bool {
    // PAR_EL1 is restored: the fault may have come between somebody else's `at` and `mrs`.
    // Interrupts are masked, so that nobody else writes it, and one CPU asks and answers.
    macro_rules! ask {
        ($at:literal) => {{
            let answer: u64;
            // SAFETY: an address translation reads page tables and writes PAR_EL1, which is
            // restored, as the interrupt mask is.
            unsafe {
                asm!(
                    "mrs {masked}, daif",
                    "msr daifset, #0xf",
                    "mrs {saved}, par_el1",
                    $at,
                    "isb",
                    "mrs {answer}, par_el1",
                    "msr par_el1, {saved}",
                    "msr daif, {masked}",
                    address = in(reg) address,
                    masked = out(reg) _,
                    saved = out(reg) _,
                    answer = lateout(reg) answer,
                    options(nostack, preserves_flags),
                );
            }
            answer
        }};
    }
    let par = if at_el2() { ask!("at s1e2r, {address}") } else { ask!("at s1e1r, {address}") };
    is_translated(par)
}

/// Returns the instruction at this address, which the CPU has just executed. `None` if it isn't
/// mapped any more.
pub(crate) fn instruction_at(address: u64) -> Option<u32> {
    if !translates(address) {
        return None;
    }
    let instruction = ptr::with_exposed_provenance::<u32>(address as usize);
    // SAFETY: the CPU has just fetched the instruction from this address, which is mapped still,
    // and code may be read. It lies where no Rust object is changed, as code does.
    let instruction = unsafe { instruction.read_volatile() };
    Some(u32::from_le(instruction))
}

pub(crate) fn at_el2() -> bool {
    let current_el: u64;
    // SAFETY: CurrentEL is readable at EL1 and above, and reading it has no effect.
    unsafe {
        asm!("mrs {}, CurrentEL", out(reg) current_el, options(nomem, nostack, preserves_flags))
    }
    current_el >> 2 == 2
}

/// Defines a function that reads a register with options of its own.
macro_rules! read {
    ($(#[$doc:meta])* $name:ident, $($option:ident),+) => {
        $(#[$doc])*
        #[inline(always)]
        pub(crate) fn $name(register: PointerRegister) -> *const () {
            let pointer: *const ();
            // SAFETY: in each arm, reading has no effect. TPIDR_EL2 is for code at EL2, as its type
            // says.
            match register {
                // SAFETY: as above.
                PointerRegister::SpEl0 => unsafe {
                    asm!("mrs {}, sp_el0", out(reg) pointer, options($($option),+))
                },
                // SAFETY: as above.
                PointerRegister::TpidrEl1 => unsafe {
                    asm!("mrs {}, tpidr_el1", out(reg) pointer, options($($option),+))
                },
                // SAFETY: as above.
                PointerRegister::TpidrEl2 => unsafe {
                    asm!("mrs {}, tpidr_el2", out(reg) pointer, options($($option),+))
                },
            }
            pointer
        }
    };
}

read!(
    /// Reads a register that the compiler takes for a constant: it may read once for several calls.
    read_once, pure, nomem, nostack, preserves_flags
);
read!(
    /// Reads a register here and now: neither `pure` nor `nomem`, so that the read stays in order
    /// with writes of the register and with memory.
    read_now, nostack, preserves_flags
);

/// Writes a register.
///
/// # Safety
///
/// The register is the caller's to use.
#[inline(always)]
pub(crate) unsafe fn write(register: PointerRegister, pointer: *const ()) {
    macro_rules! write {
        ($instruction:literal) => {
            // SAFETY: the register is the caller's, as it promises.
            unsafe { asm!($instruction, in(reg) pointer, options(nostack, preserves_flags)) }
        };
    }
    match register {
        PointerRegister::SpEl0 => write!("msr sp_el0, {}"),
        PointerRegister::TpidrEl1 => write!("msr tpidr_el1, {}"),
        PointerRegister::TpidrEl2 => write!("msr tpidr_el2, {}"),
    }
}

//! Code with every shape of the mode. `tests/compiled/tests/no_mode.rs` compiles it without the
//! mode, with the mode `NoLazyMmu`, and with an `Unsettled` or without, and compares the assembly.
#![no_std]
#![cfg_attr(
    not(any(feature = "mode-off", feature = "mode-on")),
    allow(unused_imports, unused_macros)
)]

use core::sync::atomic::AtomicU64;

#[cfg(not(any(feature = "mode-off", feature = "mode-on")))]
use by_hand::{set_pte, set_ptes, set_table};
use lazy_mmu_arm64::Level;
#[cfg(any(feature = "mode-off", feature = "mode-on"))]
use lazy_mmu_arm64::{set_pte, set_ptes, set_table};
use lazy_mmu_core::{LazyMmuGuard, PauseGuard, flush, is_active, lazy_mmu, paused, section};

#[cfg(not(feature = "mode-on"))]
use lazy_mmu_core::NoLazyMmu as Mode;
#[cfg(feature = "mode-on")]
use on::Kernel as Mode;

#[cfg(feature = "mode-on")]
mod on {
    use lazy_mmu_arm64::Arm64;
    use lazy_mmu_core::{Platform, Slot};

    pub struct Kernel;
    static SLOT: Slot<Arm64> = Slot::new(());

    impl Platform for Kernel {
        type Arch = Arm64;

        fn in_interrupt() -> bool {
            false
        }

        fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
            f(&SLOT)
        }
    }
}

/// The stores of a kernel without the mode, under the names that they have with it.
#[cfg(not(any(feature = "mode-off", feature = "mode-on")))]
#[expect(clippy::extra_unused_type_parameters, reason = "called like those with a mode")]
mod by_hand {
    use core::arch::asm;
    use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

    use lazy_mmu_arm64::Level;

    #[inline(always)]
    fn emit() {
        // SAFETY: barriers only order.
        unsafe { asm!("dsb ishst", "isb", options(nostack, preserves_flags)) }
    }

    #[inline(always)]
    pub fn set_pte<M>(entry: &AtomicU64, descriptor: u64) {
        entry.store(descriptor, Relaxed);
        if descriptor & 1 != 0 {
            emit();
        }
    }

    #[inline(always)]
    pub fn set_ptes<M>(entries: &[AtomicU64], first: u64, step: u64) {
        let mut descriptor = first;
        for entry in entries {
            entry.store(descriptor, Relaxed);
            descriptor = descriptor.wrapping_add(step);
        }
        if !entries.is_empty() && first & 1 != 0 {
            emit();
        }
    }

    /// Stores an entry of level 0, as the calls below do.
    #[inline(always)]
    pub fn set_table<M>(_: Level, entry: &AtomicU64, descriptor: u64) {
        if descriptor & 1 != 0 {
            // SAFETY: barriers only order.
            unsafe { asm!("dmb ishst", options(nostack, preserves_flags)) }
        }
        entry.store(descriptor, Relaxed);
        emit();
    }
}

/// Compiles code only with the mode, on or off.
macro_rules! mode {
    ($($code:tt)*) => {
        #[cfg(any(feature = "mode-off", feature = "mode-on"))]
        $($code)*
    };
}

/// The attribute, with an early return.
#[cfg_attr(any(feature = "mode-off", feature = "mode-on"), lazy_mmu(platform = Mode))]
#[unsafe(no_mangle)]
pub fn attribute(entries: &[AtomicU64], first: u64) -> Result<u64, usize> {
    let mut descriptor = first;
    for (index, entry) in entries.iter().enumerate() {
        if descriptor == 0 {
            return Err(index);
        }
        set_pte::<Mode>(entry, descriptor);
        descriptor = descriptor.wrapping_add(4096);
    }
    Ok(descriptor)
}

/// A pause, and a named guard.
#[cfg_attr(any(feature = "mode-off", feature = "mode-on"), lazy_mmu(pause, platform = Mode))]
#[unsafe(no_mangle)]
pub fn pause_attribute(entries: &[AtomicU64; 512], first: u64) {
    set_ptes::<Mode>(entries, first, 4096);
}

/// A helper with a deferring section, and its caller's section.
#[cfg_attr(any(feature = "mode-off", feature = "mode-on"), lazy_mmu(platform = Mode))]
#[unsafe(no_mangle)]
pub fn deferring(entries: &[AtomicU64; 2], descriptor: u64) -> u64 {
    #[cfg_attr(any(feature = "mode-off", feature = "mode-on"), lazy_mmu(defer = given_address, platform = Mode))]
    fn helper(entry: &AtomicU64, descriptor: u64) {
        set_pte::<Mode>(entry, descriptor);
    }

    helper(&entries[0], descriptor);
    helper(&entries[1], descriptor);
    descriptor
}

/// Guards of both kinds, nested, with all their methods.
#[unsafe(no_mangle)]
pub fn guards(entry: &AtomicU64, table: u64, callback: extern "C" fn(&AtomicU64)) {
    mode!(let outer = LazyMmuGuard::<Mode>::enable(););
    set_table::<Mode>(Level::Zero, entry, table);
    mode!(outer.flush(););
    mode!(let inner = LazyMmuGuard::<Mode>::enable(););
    mode!(let pause = inner.pause(););
    callback(entry);
    mode!(drop(pause););
    mode!(let _pause = PauseGuard::<Mode>::pause(););
    mode!(if is_active::<Mode>() {
        return;
    });
    mode!(flush::<Mode>(););
    callback(entry);
}

/// Closures, one in the other.
#[unsafe(no_mangle)]
pub fn closures(entry: &AtomicU64, callback: extern "C" fn(&AtomicU64) -> u64) -> u64 {
    #[cfg(any(feature = "mode-off", feature = "mode-on"))]
    return section::<Mode, _>(|mmu| {
        set_pte::<Mode>(entry, 1);
        mmu.suspend(|| callback(entry)) + paused::<Mode, _>(|| callback(entry))
    });
    #[cfg(not(any(feature = "mode-off", feature = "mode-on")))]
    {
        set_pte::<Mode>(entry, 1);
        callback(entry) + callback(entry)
    }
}

#[cfg(feature = "unsettled")]
type Mapped = lazy_mmu_core::Unsettled<u64, Mode>;
#[cfg(not(feature = "unsettled"))]
type Mapped = u64;

#[inline(always)]
fn map(entry: &AtomicU64, descriptor: u64) -> Mapped {
    set_pte::<Mode>(entry, descriptor);
    #[cfg(feature = "unsettled")]
    return Mapped::new(descriptor);
    #[cfg(not(feature = "unsettled"))]
    descriptor
}

/// Mappings opened by a flush, and by the end of their section.
#[unsafe(no_mangle)]
pub fn mappings(entries: &[AtomicU64; 3], descriptor: u64) -> (u64, (u64, u64)) {
    mode!(let section = LazyMmuGuard::<Mode>::enable(););
    let one = map(&entries[0], descriptor);
    #[cfg(feature = "unsettled")]
    let one = one.flush();
    #[cfg(not(feature = "unsettled"))]
    mode!(section.flush(););
    let (two, three) = (map(&entries[1], descriptor + 4096), map(&entries[2], descriptor + 8192));
    #[cfg(feature = "unsettled")]
    return (one, section.finish(two.zip(three)));
    #[cfg(not(feature = "unsettled"))]
    {
        mode!(drop(section););
        (one, (two, three))
    }
}

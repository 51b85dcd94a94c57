//! [`Qemu`]: the demo's meter on this kernel. It marks what is to be counted; a QEMU plugin counts,
//! from outside.

use core::arch::asm;
use core::fmt;
use core::ptr::with_exposed_provenance_mut;
use core::sync::atomic::Ordering::Relaxed;

use paging::demo::Meter;
use paging::{AddressSpace, Frame, Pages};
use semihosting::println;

/// Counting from outside the guest.
#[derive(Debug)]
pub struct Qemu;

impl Meter for Qemu {
    #[inline(always)]
    fn count(&mut self, label: fmt::Arguments<'_>, f: impl FnOnce()) {
        println!("count: {label}");
        // SAFETY: these two hints do nothing; the plugin looks for them. Not `nomem`, so that
        // nothing moves across.
        unsafe { asm!("hint #0x60", options(nostack, preserves_flags)) }
        f();
        // SAFETY: as above.
        unsafe { asm!("hint #0x61", options(nostack, preserves_flags)) }
    }

    /// Writes every page through its new address, then reads it there and where it really is.
    fn check(&mut self, space: &AddressSpace, pages: Pages, frames: &[Frame]) {
        for (address, &frame) in pages.each().zip(frames) {
            let word = with_exposed_provenance_mut::<u64>(address as usize);
            // SAFETY: mapped, writable and nobody else's; a fault would be reported, and is what is
            // tested for.
            unsafe { word.write_volatile(address ^ frame.address()) }
        }
        for (address, &frame) in pages.each().zip(frames) {
            let word = with_exposed_provenance_mut::<u64>(address as usize);
            // SAFETY: as above.
            let there = unsafe { word.read_volatile() };
            let here = space.frames().page(frame).0[0].load(Relaxed);
            let written = address ^ frame.address();
            assert!(there == written && here == written, "{address:#x} is not {frame:?}");
        }
    }
}

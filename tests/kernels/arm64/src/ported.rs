//! A port, counted: the same jobs of a kernel before the port and after it. And what such kernels
//! have in common.

pub mod frames;
pub mod pages;

use core::arch::asm;
use core::fmt;

use semihosting::println;

/// The kernel that runs: before or after its port.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Port {
    /// Every store has barriers of its own.
    Before,
    /// It follows `lazy_mmu_arm64::guide`.
    After,
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Before => "before",
            Self::After => "after",
        })
    }
}

impl Port {
    /// Counts what `f` executes, as one of the kernel's jobs. After the port it must not execute
    /// more DSB, ISB or TLBI than before.
    pub fn count<R>(self, job: &str, f: impl FnOnce() -> R) -> R {
        self.begin(job);
        let result = f();
        end();
        result
    }

    /// Begins to count a job that ends elsewhere, by [`end`].
    #[inline(always)]
    pub fn begin(self, job: &str) {
        println!("count: cost {job}, {self}");
        if self == Self::After {
            println!("no more than: cost {job}, {}", Self::Before);
        }
        // SAFETY: the hint does nothing; the plugin looks for it. Not `nomem`, so that nothing
        // moves across.
        unsafe { asm!("hint #0x60", options(nostack, preserves_flags)) }
    }
}

/// The job that was begun has ended.
#[inline(always)]
pub fn end() {
    // SAFETY: as in `begin`.
    unsafe { asm!("hint #0x61", options(nostack, preserves_flags)) }
}

//! [`settle_fault`]: a page fault on an address that has been mapped.

use lazy_mmu_core::{defer, flush};

use crate::{Riscv64Mode, emit_fence};

const VALID: u64 = 1;
const READ: u64 = 1 << 1;
const WRITE: u64 = 1 << 2;
const EXECUTE: u64 = 1 << 3;
const USER: u64 = 1 << 4;
const ACCESSED: u64 = 1 << 6;
const DIRTY: u64 = 1 << 7;

/// The access that faulted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// A fetch of an instruction.
    Fetch,
    /// A read.
    Load,
    /// A write.
    Store,
}

impl Access {
    /// Returns the access of an exception code in `scause`, or `None` if it is no page fault.
    pub const fn from_scause(code: u64) -> Option<Self> {
        match code {
            12 => Some(Self::Fetch),
            13 => Some(Self::Load),
            15 => Some(Self::Store),
            _ => None,
        }
    }

    /// Returns whether a leaf allows this to the supervisor, whether or not the hart sets the
    /// Accessed and Dirty bits by itself. Returns `false` for user pages, which the supervisor may
    /// be allowed to read: the kernel handles their faults.
    pub const fn is_allowed_by(self, pte: u64) -> bool {
        let needs = match self {
            Self::Fetch => EXECUTE | ACCESSED,
            Self::Load => READ | ACCESSED,
            Self::Store => READ | WRITE | ACCESSED | DIRTY,
        };
        pte & (VALID | USER | needs) == VALID | needs
    }
}

/// Returns whether to retry, for the kernel's page-fault handler. `true`: the access is allowed by
/// now, and the handler returns to it. `false`: the fault is genuine.
///
/// A hart may fault on an entry that is stored and not settled for it: its own entry, inside a
/// section, or one that another hart has settled for itself alone. `sfence.vma` is hart-local, and
/// nobody tells the other harts of a *new* mapping: they see it by this call. So a kernel on this
/// architecture must always call it, not only because of leaked guards. (Linux survives the same
/// way.)
///
/// `find` walks the page tables by loads and returns the leaf of the faulting address (`stval`), if
/// there is one. No instruction asks the MMU, and a page fault does not say whether a translation
/// or a permission is missing; the leaf does. The fence that follows orders the stores that `find`
/// has seen, so the retry goes through.
///
/// The handler itself must run without such a fault: settle a mapped stack on every hart, by
/// [`invalidate_all`](crate::invalidate_all), before a task runs on it.
#[must_use = "`false` means that the fault is genuine"]
pub fn settle_fault<M: Riscv64Mode>(access: Access, find: impl FnOnce() -> Option<u64>) -> bool {
    let allowed = find().is_some_and(|pte| access.is_allowed_by(pte));
    if allowed {
        // One fence, even if nothing was deferred before: the entry may be another hart's or, in a
        // handler, the interrupted task's.
        if !defer::<M>() {
            emit_fence();
        }
        flush::<M>();
    }
    allowed
}

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

/// What the hart was about to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Fetch an instruction.
    Fetch,
    /// Read.
    Load,
    /// Write.
    Store,
}

impl Access {
    /// From the exception code in `scause`; `None` if that is no page fault.
    pub const fn from_scause(code: u64) -> Option<Self> {
        match code {
            12 => Some(Self::Fetch),
            13 => Some(Self::Load),
            15 => Some(Self::Store),
            _ => None,
        }
    }

    /// Whether a leaf allows this to the supervisor, whether or not the hart sets the Accessed and
    /// Dirty bits by itself. Says no to user pages, which it may be allowed to read: their faults
    /// are the kernel's to sort out.
    pub const fn is_allowed_by(self, pte: u64) -> bool {
        let needs = match self {
            Self::Fetch => EXECUTE | ACCESSED,
            Self::Load => READ | ACCESSED,
            Self::Store => READ | WRITE | ACCESSED | DIRTY,
        };
        pte & (VALID | USER | needs) == VALID | needs
    }
}

/// For the kernel's page-fault handler: `true` says that the access is allowed by now, and the
/// handler returns to retry; `false` that the fault is genuine.
///
/// A hart may fault on an entry that is stored and not settled: its own, inside a section, or one
/// that another hart has settled, for itself alone. `sfence.vma` is hart-local, and nobody tells
/// the others of a *new* mapping: this is how they come to see it. So a kernel on this architecture
/// calls it always, not only for the sake of leaked guards. (Linux survives the same way.)
///
/// `find` walks the page tables by loads and answers with the leaf of the faulting address
/// (`stval`), if there is one. There is no instruction to ask the MMU, and a page fault does not
/// say whether it is for lack of a translation or of permissions; the leaf does. What `find` has
/// seen is what the fence that follows orders, so the retry goes through.
///
/// The handler itself must run without such a fault: a stack that is mapped is settled on every
/// hart, by [`invalidate_all`](crate::invalidate_all), before a task runs on it.
#[must_use = "`false` means that the fault is genuine"]
pub fn settle_fault<M: Riscv64Mode>(access: Access, find: impl FnOnce() -> Option<u64>) -> bool {
    let allowed = find().is_some_and(|pte| access.is_allowed_by(pte));
    if allowed {
        // One fence, whatever was deferred before: the entry may be another hart's or, in a
        // handler, the interrupted task's.
        if !defer::<M>() {
            emit_fence();
        }
        flush::<M>();
    }
    allowed
}

//! [`settle_fault`]: a fault on an address whose entry is stored, but owed.

use lazy_mmu_core::{Mode, flush};

use crate::rules::Rules;
use crate::{cpu, queue_pte_barriers};

/// For the kernel's handler of *translation* faults, with the faulting address from FAR: `true` says that the address translates now, and
/// the handler returns to retry; `false` that the fault is genuine.
///
/// A CPU may fault on an entry that is stored but not settled: its own, inside a section, or another CPU's, which it has not
/// synchronised with. This pays what the current task owes, makes what others stored visible here, and asks the MMU (`AT S1E1R`, at EL2
/// `AT S1E2R`). In interrupt context the task's debt stays owed, and the retry works all the same.
///
/// Only for translation faults (ESR.DFSC or IFSC `0b0001xx`): a permission fault on a readable page would be retried for ever.
///
/// On a host that records there is no MMU to ask; the instructions are recorded and the answer is `false`.
#[must_use = "`false` means that the fault is genuine"]
pub fn settle_fault<M: Mode<Backend: Rules>>(far: u64) -> bool {
    // One pair, whatever was owed before: the entry may be another CPU's or, in a handler, the interrupted task's.
    queue_pte_barriers::<M>();
    flush::<M>();
    cpu::translates(far)
}

//! [`settle_fault`]: a fault on an address whose entry is stored, but owed.

use lazy_mmu_core::flush;

use crate::{Arm64Mode, cpu, queue_pte_barriers};

/// For the kernel's handler of *translation* faults, with the faulting address from FAR: `true` says that there is a translation now, and
/// the handler returns to retry; `false` that the fault is genuine.
///
/// A CPU may fault on an entry that is stored but not settled: its own, inside a section, or another CPU's, which it has not
/// synchronised with. This pays what the current task owes, drops what this CPU has speculated, so that entries which other CPUs have
/// completed are seen, and asks the MMU (`AT S1E1R`, at EL2 `AT S1E2R`). In interrupt context the task's debt stays owed, and the retry
/// works all the same. (Linux: `is_spurious_el1_translation_fault`.)
///
/// If the MMU has a fault of another kind to tell, of the Access flag or of permissions, the answer is "retry" as well, and the retry
/// comes back with that one. So call this for translation faults alone (ESR.DFSC or IFSC `0b0001xx`, or `0b101011` at level −1), and
/// only for those taken from this exception level: a permission fault, or one of user code on a kernel's address, would be retried for
/// ever.
///
/// On a host that records there is no MMU to ask; the instructions are recorded and the answer is `false`.
#[must_use = "`true`: return to the instruction, which runs again; `false`: the fault is genuine, so handle it as one"]
pub fn settle_fault<M: Arm64Mode>(far: u64) -> bool {
    // One pair, whatever was owed before: the entry may be another CPU's or, in a handler, the interrupted task's.
    queue_pte_barriers::<M>();
    flush::<M>();
    cpu::translates(far)
}

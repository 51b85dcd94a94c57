//! A program that compiles, and panics when it runs: builds with debug assertions check these.

use std::panic::catch_unwind;
use std::sync::atomic::AtomicU64;

use lazy_mmu_arm64::{SpEl0, TaskRegister, TpidrEl1, TpidrEl2, replace_pte, set_pte};
use lazy_mmu_core::NoLazyMmu;

pub struct Task {
    pub number: u64,
}

// The boot code maps before it has called `set_current`, stores over a live entry, and replaces with a wrong address.
//~ SpEl0 holds 0x0, which points to no `panics::Task`: nobody has called `set_current` on this CPU, or the register is used for something else. Call `SpEl0::set_current` with a `panics::Task` on each CPU before anything maps there
//~ the entry is live: 0x2003 is stored over 0x1003, and TLBs may keep the old translation. Use `replace_pte`, or, if only permissions change or the entry is cleared, `change_pte` and `tlb::invalidate`
//~ `address` is 0x1001, and not a multiple of `size`, 0x1000; pass the first address that the entry maps
fn main() {
    // SAFETY: each call panics, and makes no reference.
    let current: [fn(); 3] = unsafe {
        [
            || _ = SpEl0::current::<Task>(),
            || _ = TpidrEl1::current::<Task>(),
            || _ = TpidrEl2::current::<Task>(),
        ]
    };
    for current in current {
        assert!(catch_unwind(current).is_err());
    }
    let live = AtomicU64::new(0x1003);
    assert!(catch_unwind(|| set_pte::<NoLazyMmu>(&live, 0x2003)).is_err());
    let misaligned = || replace_pte::<lazy_mmu_arm64::El1>(&live, 0x2003, 0x1001, 4096);
    assert!(catch_unwind(misaligned).is_err());
}

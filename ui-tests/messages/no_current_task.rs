//! A program that compiles, and panics when it runs: no pointer to the current task is set.

use lazy_mmu_arm64::{SpEl0, TaskRegister, TpidrEl1, TpidrEl2};

pub struct Task {
    pub number: u64,
}

// The kernel's boot code maps before it has called `set_current`.
//~ SpEl0 holds 0x0, which points to no `no_current_task::Task`: nobody has called `set_current` on this CPU, or the register is used for something else. Call `SpEl0::set_current` with a `no_current_task::Task` on each CPU before anything maps there
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
        assert!(std::panic::catch_unwind(current).is_err());
    }
}

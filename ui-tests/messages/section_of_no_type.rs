//! `enable` does not say whose section it is.

use lazy_mmu_core::LazyMmuGuard;

fn main() {
    let _section = LazyMmuGuard::enable();
}

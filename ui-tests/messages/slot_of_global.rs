//! The current slot is asked of what has none: the kernel that is registered knows where it is.
//~ is not a platform of the lazy MMU mode
//~ does not implement `lazy_mmu_core::Platform`
//~ name the type that stands for your kernel here; `Global` and `NoLazyMmu` have no slot
//~ implement `Platform` for it: `type Arch`, `in_interrupt` (does a handler run?) and `with_slot` (where is the current slot?)

use lazy_mmu_core::{Global, with_active};

fn main() {
    let _ = with_active::<Global, _>(|_| ());
}

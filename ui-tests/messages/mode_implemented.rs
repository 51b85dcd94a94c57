//! `Mode` is sealed.
//~ error[E0277]: `Mode` cannot be implemented for `Kernel`
//~ has none of the operations of a mode, which are this crate's own
//~ implement `lazy_mmu_core::Platform` for `Kernel` instead: that makes it a `Mode`

struct Kernel;

impl lazy_mmu_core::Mode for Kernel {
    type Backend = Self;
}

fn main() {}

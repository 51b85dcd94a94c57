//! A deferring section, in a function whose result does not show that it defers.

use lazy_mmu_core::{Global, NoLazyMmu, Unsettled, lazy_mmu};

pub struct Full;

// The function chose the address, and returns it bare.
//~ error[E0277]: a section that defers its barriers to the caller's cannot return `u64`
//~ its caller could use what was mapped before the stores have taken effect
//~ return an `Unsettled<_, NoLazyMmu>`, or an `Option`, a `Result`, an array or a tuple of those: the caller settles it before use
//~ if the caller chose the address, so that it knows it anyway, say that: `#[lazy_mmu(defer = given_address)]`
#[lazy_mmu(defer, platform = NoLazyMmu)]
pub fn an_address() -> u64 {
    0x1000
}

// The function returns nothing, so its caller does not see that the stores are deferred.
//~ error[E0277]: a section that defers its barriers to the caller's cannot return `()`
//~ #[lazy_mmu(defer, platform = NoLazyMmu)]
#[lazy_mmu(defer, platform = NoLazyMmu)]
pub fn nothing() {}

// The function returns only whether it failed.
//~ error[E0277]: a section that defers its barriers to the caller's cannot return `Result<(), Full>`
//~ | pub fn whether_it_failed(_: u64) -> Result<(), Full> {
#[lazy_mmu(defer, platform = NoLazyMmu)]
pub fn whether_it_failed(_: u64) -> Result<(), Full> {
    Ok(())
}

// One of two addresses is bare.
//~ error[E0277]: a section that defers its barriers to the caller's cannot return `(Unsettled<u64, NoLazyMmu>, u64)`
#[lazy_mmu(defer, platform = NoLazyMmu)]
pub fn half_of_it() -> (Unsettled<u64, NoLazyMmu>, u64) {
    (Unsettled::new(0x1000), 0x2000)
}

// The `Unsettled` is of another mode than the section.
//~ error[E0277]: a section that defers its barriers to the caller's cannot return `Option<Unsettled<u64, lazy_mmu_core::Global>>`
//~ an `Unsettled` of another mode: name `NoLazyMmu` where it is made, or the other mode by `platform = …`
#[lazy_mmu(defer, platform = NoLazyMmu)]
pub fn of_another_mode() -> Option<Unsettled<u64, Global>> {
    Some(Unsettled::new(0x1000))
}

// The associated type of a trait may be any type.
//~ error[E0277]: a section that defers its barriers to the caller's cannot return `<Self as Maps>::Mapped`
pub trait Maps {
    type Mapped: Default;

    #[lazy_mmu(defer, platform = NoLazyMmu)]
    fn map(&self) -> Self::Mapped {
        Self::Mapped::default()
    }
}

fn main() {}

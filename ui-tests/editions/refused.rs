//! The attribute refuses each of these functions once, in every edition.

extern crate lazy_mmu_core;

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
const fn at_compile_time() {}

#[lazy_mmu(Kernel)]
fn with_an_unknown_argument() {}

#[lazy_mmu(guard = 1)]
fn with_a_wrong_argument() {}

#[lazy_mmu]
struct Table;

#[lazy_mmu]
fn never_returns() -> ! {
    loop {}
}

trait Maps {
    #[lazy_mmu]
    fn has_no_body(&self);
}

impl Maps for Table {
    fn has_no_body(&self) {}
}

#[lazy_mmu]
fn future() -> Box<dyn std::future::Future<Output = u8>> {
    loop {}
}

#[lazy_mmu(defer)]
fn opaque() -> impl Sized {}

mod module {
    mod core {}

    #[::lazy_mmu_core::lazy_mmu(pause)]
    const fn in_a_module() {}
}

fn main() {}

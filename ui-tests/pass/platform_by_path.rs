//! `platform =` takes a path of any kind, and a type that has arguments of its own.
#![deny(warnings)]

use lazy_mmu_core::{Mode, lazy_mmu};
use ui_tests::kernel::sections;

mod mine {
    pub(crate) type Kernel = ui_tests::kernel::K;
    pub(crate) type One<T, const N: usize> = <[T; N] as super::Pick>::Mode;
}

trait Pick {
    type Mode: Mode;
}

impl<T: Mode, const N: usize> Pick for [T; N] {
    type Mode = T;
}

mod tables {
    use super::{lazy_mmu, sections};

    #[lazy_mmu(platform = super::mine::Kernel)]
    pub(crate) fn of_the_parent() -> u8 {
        sections()
    }
}

#[lazy_mmu(platform = mine::One<ui_tests::kernel::K, { 1 + 1 }>)]
fn with_arguments() -> u8 {
    sections()
}

#[lazy_mmu(platform = <[lazy_mmu_core::NoLazyMmu; 3] as Pick>::Mode)]
fn of_a_trait() -> u8 {
    sections()
}

#[lazy_mmu(platform = ::lazy_mmu_core::Global)]
fn of_the_root() -> u8 {
    sections()
}

fn main() {
    assert_eq!([tables::of_the_parent(), with_arguments(), of_a_trait(), of_the_root()], [1, 1, 0, 1]);
    assert_eq!(sections(), 0);
}

//! No name that the user has in scope changes what the attribute means, and the other way round.
#![deny(warnings)]
#![allow(dead_code, clippy::used_underscore_binding, clippy::extra_unused_type_parameters)]
#![no_implicit_prelude]

use ::lazy_mmu_core::lazy_mmu;
use ::ui_tests::kernel::sections;

use self::glob::*;

mod lazy_mmu_core {
    pub(crate) struct Global;
}
mod core {}
mod std {}

mod glob {
    pub(crate) struct LazyMmuGuard;
    pub(crate) struct PauseGuard;
    pub(crate) struct Global;
    pub(crate) enum Option {
        Some,
        None,
    }
    pub(crate) use Option::{None, Some};

    pub(crate) trait Drop {
        fn drop();
        fn enable();
        fn pause();
    }
    impl<T> Drop for T {
        fn drop() {}
        fn enable() {}
        fn pause() {}
    }
}

fn uses_the_globs() -> (LazyMmuGuard, PauseGuard, Global, Option, Option) {
    <u8 as Drop>::drop();
    (LazyMmuGuard, PauseGuard, Global, Some, None)
}

#[lazy_mmu]
fn in_the_module() -> u8 {
    sections()
}

#[lazy_mmu]
fn as_an_argument(_lazy_mmu_section: u8) -> u8 {
    _lazy_mmu_section + sections()
}

#[lazy_mmu]
fn as_a_local() -> u8 {
    let _lazy_mmu_section = 2;
    _lazy_mmu_section + sections()
}

#[lazy_mmu]
fn as_a_type_parameter<Global, LazyMmuGuard>() -> u8 {
    sections()
}

#[lazy_mmu]
fn as_an_item_of_the_body() -> u8 {
    mod lazy_mmu_core {}
    struct Global;
    sections()
}

#[lazy_mmu(pause)]
fn as_an_argument_of_a_pause(_lazy_mmu_pause: u8) -> u8 {
    _lazy_mmu_pause + ::ui_tests::kernel::pauses()
}

fn main() {
    uses_the_globs();
    ::std::assert_eq!(in_the_module(), 1);
    ::std::assert_eq!(as_an_argument(2), 3);
    ::std::assert_eq!(as_a_local(), 3);
    ::std::assert_eq!(as_a_type_parameter::<u8, u8>(), 1);
    ::std::assert_eq!(as_an_item_of_the_body(), 1);
    ::std::assert_eq!(as_an_argument_of_a_pause(2), 3);
    ::std::assert_eq!(sections(), 0);
}

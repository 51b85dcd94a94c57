//! Names: of the attribute, of the crate, and of items in scope.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu as map;
use ui_tests::kernel::{K, sections, trace};

/// The attribute may be imported under another name.
#[map]
fn renamed_attribute() -> u8 {
    sections()
}

/// The attribute may be written by its path.
#[::lazy_mmu_core::lazy_mmu]
fn attribute_by_path() -> u8 {
    sections()
}

#[expect(non_camel_case_types)]
type r#struct = K;

/// Raw names of the function, its arguments, its guard and its platform.
#[map(guard = r#mut, platform = r#struct)]
fn r#fn(r#async: u8) -> u8 {
    r#mut.suspend(sections) + r#async * sections()
}

// `crate = …`: the attribute finds the crate under another name, and under that name only.

mod sync {
    pub(crate) extern crate lazy_mmu_core as mmu;
}

#[sync::mmu::lazy_mmu(crate = sync::mmu)]
fn renamed_crate() -> u8 {
    sections()
}

#[sync::mmu::lazy_mmu(crate = self::sync::mmu, guard = mmu, platform = sync::mmu::Global)]
fn renamed_crate_with_a_guard() -> u8 {
    mmu.suspend(sections)
}

/// A double of the crate, which shows that the attribute calls this path.
mod double {
    use std::cell::Cell;
    use std::marker::PhantomData;

    thread_local!(pub(crate) static OPEN: Cell<u8> = const { Cell::new(0) });

    pub(crate) struct Global;

    pub(crate) struct LazyMmuGuard<M>(PhantomData<M>);

    impl<M> LazyMmuGuard<M> {
        pub(crate) fn enable() -> Self {
            OPEN.set(OPEN.get() + 1);
            Self(PhantomData)
        }
    }

    impl<M> Drop for LazyMmuGuard<M> {
        fn drop(&mut self) {
            OPEN.set(OPEN.get() - 1);
        }
    }
}

#[sync::mmu::lazy_mmu(crate = double)]
fn of_the_double() -> u8 {
    double::OPEN.get()
}

/// A name in the user's scope does not change what the attribute means, and the attribute hides
/// none of the user's names.
mod shadowed {
    #![allow(dead_code, clippy::used_underscore_binding, clippy::extra_unused_type_parameters)]
    #![no_implicit_prelude]

    use ::lazy_mmu_core::lazy_mmu;
    use ::ui_tests::kernel::{pauses, sections};

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
        _lazy_mmu_pause + pauses()
    }

    pub(crate) fn main() {
        let (LazyMmuGuard, PauseGuard, Global, ..) = uses_the_globs();
        ::std::assert_eq!(in_the_module(), 1);
        ::std::assert_eq!(as_an_argument(2), 3);
        ::std::assert_eq!(as_a_local(), 3);
        ::std::assert_eq!(as_a_type_parameter::<u8, u8>(), 1);
        ::std::assert_eq!(as_an_item_of_the_body(), 1);
        ::std::assert_eq!(as_an_argument_of_a_pause(2), 3);
    }
}

fn main() {
    assert_eq!([renamed_attribute(), attribute_by_path()], [1, 1]);
    assert_eq!(r#fn(3), 3);
    assert_eq!([renamed_crate(), renamed_crate_with_a_guard()], [1, 0]);
    drop(trace());
    assert_eq!(of_the_double(), 1);
    assert_eq!(double::OPEN.get(), 0);
    assert!(trace().is_empty());
    shadowed::main();
    assert_eq!(sections(), 0);
}

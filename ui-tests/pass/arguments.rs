//! Arguments of the attribute: `guard`, `pause`, `platform`, and their list. `crate` is in
//! `names.rs`.
#![deny(warnings)]

use std::marker::PhantomData;

use lazy_mmu_core::{Global, LazyMmuGuard, Mode, NoLazyMmu, Platform, is_active, lazy_mmu};
use ui_tests::kernel::{K, pauses, sections, trace};

/// Empty parentheses.
#[lazy_mmu()]
fn nothing() -> u8 {
    sections()
}

/// A comma after the last argument.
#[lazy_mmu(
    platform = K,
    guard = mmu,
)]
fn comma() -> u8 {
    mmu.flush();
    sections()
}

#[lazy_mmu[pause,]]
fn brackets() -> u8 {
    pauses()
}

/// `guard = …` gives the body its guard by reference.
#[lazy_mmu(guard = mmu, platform = K)]
fn guard_by_name() {
    let guard: &LazyMmuGuard<K> = mmu;
    guard.flush();
    assert_eq!(mmu.suspend(sections), 0);
    let pause = mmu.pause();
    assert_eq!((sections(), pauses()), (1, 1));
    drop(pause);
}

#[lazy_mmu(guard = r#fn)]
fn guard_by_keyword() -> u8 {
    r#fn.suspend(sections) + sections()
}

/// The guard's name says that it is not used.
#[lazy_mmu(guard = _mmu)]
fn guard_not_used() -> u8 {
    sections()
}

macro_rules! mapping {
    ($name:ident, $mmu:ident, $body:expr) => {
        #[lazy_mmu(guard = $mmu)]
        fn $name() -> u8 {
            $body
        }
    };
}

mapping!(guard_by_a_name_from_a_macro, mmu, mmu.suspend(sections));

/// `pause` in place of a section, inside a section and outside.
#[lazy_mmu]
fn around_a_pause() {
    assert!(is_active::<K>());
    a_pause();
    assert!(is_active::<K>());
}

#[lazy_mmu(pause)]
fn a_pause() {
    assert_eq!((sections(), pauses()), (1, 1));
    assert!(!is_active::<K>());
    assert_eq!(sections_of_a_hidden_callee(), 1, "no section counts in a pause");
}

#[lazy_mmu]
fn sections_of_a_hidden_callee() -> u8 {
    sections()
}

#[lazy_mmu(platform = M, pause)]
fn a_pause_of_any_mode<M: Mode>() -> u8 {
    pauses()
}

/// The platform is a type parameter of the function, its type or its trait, or another macro names
/// it.
#[lazy_mmu(platform = M)]
fn any_mode<M: Mode>() -> bool {
    is_active::<M>()
}

#[lazy_mmu(platform = P)]
fn any_platform<'a, P, T: ?Sized, const N: usize>(_: &'a T, _: &'a T) -> bool
where
    P: Platform,
{
    is_active::<P>()
}

struct Space<P>(PhantomData<P>);

impl<P: Platform> Space<P> {
    #[lazy_mmu(platform = P)]
    fn map(&self) -> bool {
        is_active::<P>()
    }

    #[lazy_mmu(platform = M)]
    fn map_for<M: Mode>(&self) -> bool {
        is_active::<M>()
    }
}

trait Kernel: Platform {
    #[lazy_mmu(platform = Self)]
    fn map() -> bool {
        is_active::<Self>()
    }
}

impl Kernel for K {}

trait Has {
    type Mode: Mode;

    #[lazy_mmu(platform = <Self as Has>::Mode)]
    fn map() -> bool {
        is_active::<Self::Mode>()
    }
}

impl Has for u8 {
    type Mode = K;
}

macro_rules! on {
    ($platform:ty, $name:ident) => {
        #[lazy_mmu(platform = $platform)]
        fn $name() -> u8 {
            sections()
        }
    };
}

on!(K, on_k);
on!(NoLazyMmu, on_nothing);

// `platform =` takes a path of any kind, and a type with arguments of its own.

mod mine {
    use ui_tests::kernel;

    pub(crate) type Kernel = kernel::K;
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
    pub(crate) fn platform_of_the_parent() -> u8 {
        sections()
    }
}

#[lazy_mmu(platform = mine::One<mine::Kernel, { 1 + 1 }>)]
fn platform_with_arguments() -> u8 {
    sections()
}

#[lazy_mmu(platform = <[NoLazyMmu; 3] as Pick>::Mode)]
fn platform_of_a_trait() -> u8 {
    sections()
}

#[lazy_mmu(platform = ::lazy_mmu_core::Global)]
fn platform_of_the_root() -> u8 {
    sections()
}

fn main() {
    guard_by_name();
    assert_eq!(
        trace(),
        ["enable", "flush", "disable", "enable", "pause", "resume", "disable"],
        "it lives to the end of the body, and no longer"
    );
    around_a_pause();
    assert_eq!(trace(), ["enable", "pause", "resume", "disable"]);

    assert_eq!([nothing(), comma(), brackets()], [1, 1, 1]);
    assert_eq!([guard_by_keyword(), guard_by_a_name_from_a_macro(), guard_not_used()], [1, 0, 1]);
    assert_eq!(a_pause_of_any_mode::<K>(), 1);
    assert_eq!([any_mode::<K>(), any_mode::<Global>(), any_mode::<NoLazyMmu>()], [true, true, false]);
    assert!(any_platform::<K, str, 3>("", ""));
    assert!(Space::<K>(PhantomData).map());
    assert!(!Space::<K>(PhantomData).map_for::<NoLazyMmu>());
    assert!(<K as Kernel>::map());
    assert!(u8::map());
    assert_eq!([on_k(), on_nothing()], [1, 0]);
    assert_eq!([tables::platform_of_the_parent(), platform_with_arguments(), platform_of_a_trait(), platform_of_the_root()], [1, 1, 0, 1]);
    assert_eq!((sections(), pauses()), (0, 0));
}

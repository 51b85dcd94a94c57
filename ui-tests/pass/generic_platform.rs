//! The platform is a type parameter of the function, of its type or of its trait, or is named by another macro.
#![deny(warnings)]

use std::marker::PhantomData;

use lazy_mmu_core::{Global, Mode, NoLazyMmu, Platform, is_active, lazy_mmu};
use ui_tests::kernel::{K, sections};

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

fn main() {
    assert!(any_mode::<K>());
    assert!(any_mode::<Global>());
    assert!(!any_mode::<NoLazyMmu>());
    assert!(any_platform::<K, str, 3>("", ""));
    assert!(Space::<K>(PhantomData).map());
    assert!(<K as Kernel>::map());
    assert!(u8::map());
    assert_eq!(on_k(), 1);
    assert_eq!(on_nothing(), 0);
    assert_eq!(sections(), 0);
}

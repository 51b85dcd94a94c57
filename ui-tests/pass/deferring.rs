//! `defer`, on functions of every kind that return an `Unsettled`, and with `given_address`.
#![deny(warnings)]
#![allow(clippy::unnecessary_wraps, clippy::type_complexity, reason = "a result is there for its type only")]

use std::fmt::Debug;
use std::marker::PhantomData;
use std::panic::Location;

use lazy_mmu_core::{Defers, Global, LazyMmuGuard, Mode, NoLazyMmu, Unsettled, lazy_mmu};
use ui_tests::kernel::{K, sections, trace};

#[derive(Debug)]
struct Full;

/// The usual form.
#[lazy_mmu(defer)]
fn plain() -> Result<Unsettled<u8, Global>, Full> {
    Ok(Unsettled::new(sections()))
}

/// All arguments that go with `defer`.
#[lazy_mmu(guard = mmu, defer, platform = K, crate = ::lazy_mmu_core,)]
fn all_arguments() -> Unsettled<u8, K> {
    let guard: &LazyMmuGuard<K> = mmu;
    guard.flush();
    assert_eq!(mmu.suspend(sections), 0);
    drop(mmu.pause());
    Unsettled::new(sections())
}

/// If the caller chose the address, the result is of any type.
#[lazy_mmu(defer = given_address)]
fn given_address(_address: u64) -> Result<u8, Full> {
    Ok(sections())
}

#[lazy_mmu(defer = given_address, guard = mmu)]
fn given_address_and_nothing_returned(_address: u64) {
    mmu.flush();
    assert_eq!(sections(), 1);
}

// Results that hold several `Unsettled`s.

#[lazy_mmu(defer, platform = K)]
fn tuples() -> (Unsettled<u8, K>, Option<(Unsettled<(), K>,)>, [Unsettled<u8, K>; 2]) {
    let unsettled = || Unsettled::new(sections());
    (unsettled(), None, [unsettled(), unsettled()])
}

type Mapped<T, M> = Result<Unsettled<T, M>, Full>;

#[lazy_mmu(defer, platform = K)]
fn alias() -> Mapped<u8, K> {
    Ok(Unsettled::new(sections()))
}

// Generic functions.

#[lazy_mmu(defer, platform = M)]
fn generic_mode<M: Mode>() -> Mapped<u8, M> {
    Ok(Unsettled::new(sections()))
}

#[lazy_mmu(defer, platform = K)]
fn const_generic<const N: usize>(values: [u8; N]) -> Unsettled<[u8; N], K>
where
    [u8; N]: Sized,
{
    Unsettled::new(values.map(|value| value + sections()))
}

#[lazy_mmu(defer, platform = K)]
fn array_of<const N: usize>() -> [Unsettled<u8, K>; N] {
    [0; N].map(|none| Unsettled::new(none + sections()))
}

#[lazy_mmu(defer, platform = M)]
fn whatever_defers<M: Mode, D: Defers<M>>(make: impl FnOnce(u8) -> D) -> D {
    make(sections())
}

// Types without a name, and types that borrow.

#[lazy_mmu(defer, platform = K)]
fn impl_trait() -> Unsettled<impl Fn() -> u8, K> {
    let sections = sections();
    Unsettled::new(move || sections)
}

#[lazy_mmu(defer, platform = K)]
fn several_impl_traits() -> Option<(Unsettled<impl Iterator<Item = impl Debug + PartialEq<u8>>, K>, Unsettled<impl Sized, K>)> {
    Some((Unsettled::new([sections()].into_iter()), Unsettled::new(())))
}

#[lazy_mmu(defer, platform = K)]
fn elided(table: &mut [u8]) -> Unsettled<&mut u8, K> {
    Unsettled::new(&mut table[0])
}

#[lazy_mmu(defer, platform = K)]
fn named<'a>(table: &'a [u8], _other: &[u8]) -> Result<Unsettled<&'a u8, K>, Box<dyn Fn(&u8) -> &u8 + 'a>> {
    table.first().map(Unsettled::new).ok_or_else(|| -> Box<dyn Fn(&u8) -> &u8 + 'a> { Box::new(|page| page) })
}

// In traits.

struct Table<M: Mode>(PhantomData<M>);

trait Maps {
    type Mapped: Defers<K>;

    #[lazy_mmu(defer, platform = K)]
    fn by_default(&self) -> Self::Mapped {
        self.map()
    }

    fn map(&self) -> Self::Mapped;

    fn hidden(&self) -> Unsettled<impl Debug, K>;
}

impl<M: Mode> Maps for Table<M> {
    type Mapped = Option<Unsettled<u8, K>>;

    #[lazy_mmu(defer, platform = K)]
    fn map(&self) -> Self::Mapped {
        Some(Unsettled::new(sections()))
    }

    #[lazy_mmu(defer, platform = K)]
    fn hidden(&self) -> Unsettled<impl Debug, K> {
        Unsettled::new(sections())
    }
}

impl<M: Mode> Table<M> {
    #[lazy_mmu(defer, platform = M)]
    fn itself(self) -> Unsettled<Self, M> {
        Unsettled::new(self)
    }

    #[lazy_mmu(defer, platform = K)]
    fn projected(&self) -> <Self as Maps>::Mapped {
        self.map()
    }
}

// Other kinds of function.

#[lazy_mmu(defer, platform = K)]
unsafe extern "C" fn of_c() -> Unsettled<u8, K> {
    Unsettled::new(sections())
}

#[must_use = "text"]
#[track_caller]
#[inline]
#[lazy_mmu(defer, platform = K)]
fn attributed() -> Unsettled<&'static Location<'static>, K> {
    Unsettled::new(Location::caller())
}

macro_rules! written {
    ($name:ident, $returned:ty, $mode:ty) => {
        #[lazy_mmu(defer, platform = $mode)]
        fn $name() -> $returned {
            Unsettled::new(sections())
        }
    };
    (unsettled) => { Unsettled<u8, K> };
}

written!(by_a_macro, Unsettled<u8, K>, K);

#[lazy_mmu(defer, platform = K)]
fn a_macro_for_the_type() -> written!(unsettled) {
    Unsettled::new(sections())
}

#[lazy_mmu(defer, platform = K)]
fn items_first() -> Unsettled<u8, K> {
    const ONE: u8 = 1;
    fn times_one() -> u8 {
        ONE * sections()
    }
    Unsettled::new(times_one())
}

fn main() {
    assert_eq!(plain().unwrap().flush(), 1);
    assert_eq!(all_arguments().flush(), 1);
    assert_eq!(given_address(0x1000).unwrap(), 1);
    given_address_and_nothing_returned(0x1000);
    let (one, none, [two, three]) = tuples();
    assert!(none.is_none());
    assert_eq!(one.zip(two.zip(three)).flush(), (1, (1, 1)));
    assert_eq!(alias().unwrap().flush(), 1);
    assert_eq!(generic_mode::<K>().unwrap().flush(), 1);
    assert_eq!(generic_mode::<NoLazyMmu>().unwrap().flush(), 0);
    assert_eq!(const_generic([0, 1]).flush(), [1, 2]);
    assert_eq!(array_of::<1>().map(Unsettled::flush), [1]);
    assert_eq!(whatever_defers::<K, _>(|sections| Some(Unsettled::new(sections))).map(Unsettled::flush), Some(1));
    assert_eq!(impl_trait().flush()(), 1);
    let (mut iterator, nothing) = several_impl_traits().map(|(iterator, nothing)| (iterator.flush(), nothing)).unwrap();
    nothing.leave();
    assert!(iterator.next().is_some_and(|sections| sections == 1));
    *elided(&mut [0]).flush() += 1;
    assert!(named(&[7], &[]).is_ok_and(|page| *page.flush() == 7));
    let table = Table::<K>(PhantomData).itself().flush();
    assert_eq!(table.by_default().map(Unsettled::flush), Some(2));
    assert_eq!(table.projected().map(Unsettled::flush), Some(2));
    assert_eq!(format!("{:?}", table.hidden().flush()), "1");
    // SAFETY: the function has no conditions.
    assert_eq!(unsafe { of_c() }.flush(), 1);
    assert_eq!(attributed().flush().line(), line!());
    assert_eq!(by_a_macro().flush(), 1);
    assert_eq!(a_macro_for_the_type().flush(), 1);
    assert_eq!(items_first().flush(), 1);
    assert_eq!(sections(), 0);
    assert!(!trace().is_empty());
}

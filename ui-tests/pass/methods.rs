//! Methods with every receiver, and those of traits.
#![deny(warnings)]

use std::fmt;
use std::marker::PhantomPinned;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::{note, sections, trace};

struct Entries(Vec<u8>);

/// `&self` and `&mut self`, with results that borrow from them.
impl Entries {
    #[lazy_mmu]
    fn by_reference(&self) -> &[u8] {
        assert_eq!(sections(), 1);
        &self.0
    }

    #[lazy_mmu]
    fn by_mutable_reference(&mut self) -> &mut u8 {
        self.0.push(sections());
        self.0.last_mut().unwrap()
    }

    #[lazy_mmu]
    fn chained(&mut self) -> &mut Self {
        self.0.push(sections() + 4);
        self
    }
}

struct Noted(u8);

impl Drop for Noted {
    fn drop(&mut self) {
        note(format!("drop {} at E={}", self.0, sections()));
    }
}

/// `self` and `mut self`, which drop after the section has ended.
impl Noted {
    #[lazy_mmu]
    fn by_value(self) -> u8 {
        self.0 + sections()
    }

    #[lazy_mmu]
    fn by_changed_value(mut self) -> u8 {
        self.0 += sections();
        self.0
    }
}

struct Table(u8);

/// `self: Box<Self>`, `Rc<Self>`, `&Arc<Self>` and `Arc<Self>`.
impl Table {
    #[lazy_mmu]
    fn boxed(self: Box<Self>) -> u8 {
        self.0 * sections()
    }

    #[lazy_mmu]
    fn counted(self: Rc<Self>) -> u8 {
        self.0 * sections()
    }

    #[lazy_mmu]
    fn borrowed(self: &Arc<Self>) -> u8 {
        self.0 * sections()
    }

    #[lazy_mmu]
    fn shared(self: Arc<Self>) -> Option<Self> {
        assert_eq!(sections(), 1);
        Arc::into_inner(self)
    }
}

struct Immovable {
    entries: u8,
    _pinned: PhantomPinned,
}

/// `self: Pin<&mut Self>`.
impl Immovable {
    #[lazy_mmu]
    fn pinned(self: Pin<&mut Self>) -> u8 {
        self.entries * sections()
    }
}

/// A default method of a trait, also through a trait object, and with a bound on `Self`.
trait Map {
    fn map(&self) -> u8;

    #[lazy_mmu]
    fn map_two(&self) -> u8 {
        self.map() + self.map()
    }

    #[lazy_mmu]
    fn map_boxed(self: Box<Self>) -> u8
    where
        Self: Sized,
    {
        self.map()
    }

    #[lazy_mmu]
    fn without_a_receiver() -> u8
    where
        Self: Sized,
    {
        sections()
    }
}

struct Plain;

impl Map for Plain {
    fn map(&self) -> u8 {
        sections()
    }
}

/// Methods of an `impl` of a trait, also for a generic type and for traits of the standard library.
trait MapMut {
    fn map_mut(&mut self) -> u8;
}

struct Generic<T>(T);

impl<T: Copy + Into<u8>> MapMut for Generic<T> {
    #[lazy_mmu]
    fn map_mut(&mut self) -> u8 {
        self.0.into() * sections()
    }
}

impl<T> Drop for Generic<T> {
    #[lazy_mmu]
    fn drop(&mut self) {
        note(sections());
    }
}

impl From<u8> for Plain {
    #[lazy_mmu]
    fn from(page: u8) -> Self {
        assert_eq!(page, sections());
        Self
    }
}

impl fmt::Display for Plain {
    #[lazy_mmu]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", sections())
    }
}

impl PartialEq<u8> for Plain {
    #[lazy_mmu]
    fn eq(&self, other: &u8) -> bool {
        *other == sections()
    }
}

fn main() {
    assert_eq!(Noted(2).by_value(), 3);
    assert_eq!(trace(), ["enable", "disable", "drop 2 at E=0"]);
    assert_eq!(Noted(2).by_changed_value(), 3);
    assert_eq!(trace(), ["enable", "disable", "drop 3 at E=0"]);
    assert_eq!(Generic(3).map_mut(), 3);
    assert_eq!(trace(), ["enable", "disable", "enable", "1", "disable"]);

    let mut entries = Entries(vec![9]);
    *entries.by_mutable_reference() += 2;
    assert_eq!(entries.chained().by_reference(), [9, 3, 5]);

    assert_eq!(Box::new(Table(3)).boxed(), 3);
    assert_eq!(Rc::new(Table(4)).counted(), 4);
    assert_eq!(Arc::new(Table(5)).borrowed(), 5);
    assert_eq!(Arc::new(Table(6)).shared().unwrap().0, 6);
    let table = pin!(Immovable { entries: 3, _pinned: PhantomPinned });
    assert_eq!(table.pinned(), 3);

    assert_eq!(Plain.map_two(), 2);
    assert_eq!((&Plain as &dyn Map).map_two(), 2);
    assert_eq!(Box::new(Plain).map_boxed(), 1);
    assert_eq!(Plain::without_a_receiver(), 1);
    assert_eq!(Plain::from(1).to_string(), "1");
    assert!(Plain == 1);
    assert_eq!(sections(), 0);
}

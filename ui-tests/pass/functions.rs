//! Functions of every kind, with every kind of parameter.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

/// Attributes on arguments stay there.
#[lazy_mmu]
fn attributes(#[cfg(any())] missing: Missing, #[expect(unused_variables)] level: u8, #[allow(unused_mut)] mut page: u8) -> u8 {
    page * sections()
}

struct Range {
    start: u8,
    len: u8,
}

/// Arguments that the function takes apart, changes or ignores.
#[lazy_mmu]
fn patterns(
    (table, level): (u8, u8),
    Range { start, .. }: Range,
    [first, ..]: [u8; 3],
    &[flags, ..]: &[u8; 16],
    mut more: Vec<u8>,
    _: u8,
) -> Vec<u8> {
    more.extend([table, level, start, first, flags, sections()]);
    more
}

/// `impl Trait` as an argument: the callback runs in the section.
#[lazy_mmu]
fn opaque(pages: impl IntoIterator<Item = u8>, mut map: impl FnMut(u8)) {
    for page in pages {
        map(page);
    }
}

/// A trait object as an argument: its call runs in the section, too.
#[lazy_mmu]
fn a_trait_object(callback: &mut dyn FnMut(u8)) {
    callback(sections());
}

/// Lifetimes, types and constants as parameters, with bounds in the list and in the `where` clause.
#[lazy_mmu]
fn generic<'a, T, const PAGES: usize, const WRITABLE: bool>(entries: &'a [T; PAGES]) -> (&'a T, [u8; PAGES], bool)
where
    T: Copy + 'static,
    for<'b> &'b T: PartialEq<&'b T>,
    [T; PAGES]: AsRef<[T]>,
{
    (&entries.as_ref()[0], [sections(); PAGES], WRITABLE)
}

/// An unsized type.
#[lazy_mmu]
fn unsized_type<T>(page: &T) -> usize
where
    T: AsRef<[u8]> + ?Sized,
{
    page.as_ref().len() * usize::from(sections())
}

pub struct Table {
    entries: u8,
}

impl Table {
    /// A public function without a receiver, which returns `Self`.
    #[lazy_mmu]
    pub fn new() -> Self {
        Self { entries: sections() }
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::new()
    }
}

/// A function in a function: each has its own section, or none.
#[lazy_mmu]
fn outer() -> [u8; 3] {
    #[lazy_mmu]
    fn inner() -> u8 {
        sections()
    }
    fn plain() -> u8 {
        sections()
    }
    [inner(), plain(), sections()]
}

fn in_a_plain_one() -> u8 {
    #[lazy_mmu]
    fn inner() -> u8 {
        sections()
    }
    inner() + sections()
}

/// A function for C keeps its ABI.
#[lazy_mmu]
extern "C" fn for_c(page: u8) -> u8 {
    page * sections()
}

/// # Safety
///
/// `page` may be read.
#[lazy_mmu]
unsafe extern "C" fn unsafe_for_c(page: *const u8) -> u8 {
    // SAFETY: the caller promises it.
    let value = unsafe { *page };
    value * sections()
}

/// The function stays `unsafe` to call, and its body stays outside of an `unsafe` block.
///
/// # Safety
///
/// `entry` may be read.
#[lazy_mmu]
unsafe fn unsafe_rust(entry: *const u8) -> u8 {
    assert_eq!(sections(), 1);
    // SAFETY: the caller promises it.
    unsafe { *entry }
}

fn main() {
    assert_eq!(attributes(1, 3), 3);

    let range = Range { start: 3, len: 9 };
    assert_eq!(range.len, 9);
    assert_eq!(patterns((1, 2), range, [4, 0, 0], &[5; 16], vec![0], 9), [0, 1, 2, 3, 4, 5, 1]);

    let mut mapped = Vec::new();
    opaque([4, 5], |page| mapped.push((page, sections())));
    a_trait_object(&mut |open| mapped.push((6, open)));
    assert_eq!(mapped, [(4, 1), (5, 1), (6, 1)]);

    assert_eq!(generic::<_, 3, true>(&[7, 8, 9]), (&7, [1, 1, 1], true));
    assert_eq!(unsized_type("page"), 4);
    assert_eq!(Table::default().entries, 1);
    assert_eq!(outer(), [2, 1, 1]);
    assert_eq!(in_a_plain_one(), 1);

    let safe: extern "C" fn(u8) -> u8 = for_c;
    assert_eq!(safe(3), 3);
    let foreign: unsafe extern "C" fn(*const u8) -> u8 = unsafe_for_c;
    // SAFETY: a reference may be read.
    assert_eq!(unsafe { foreign(&4) }, 4);
    let read: unsafe fn(*const u8) -> u8 = unsafe_rust;
    // SAFETY: a reference may be read.
    assert_eq!(unsafe { read(&3) }, 3);
    assert_eq!(sections(), 0);
}

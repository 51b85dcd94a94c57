//! Counts the mode, and the alternatives of a kernel, in one run: calls, maps of 1 to 4096 pages,
//! and nested sections.
//!
//! Every map is of the same pages, into four levels of tables that exist and that TTBR1 leads to;
//! afterwards the MMU looks them up. The program announces each region as `WHAT; BY; HOW MANY`, and
//! `cargo xtask bench` makes tables of them.
#![no_std]
#![no_main]

mod aarch64_paging;
mod adapters;
#[cfg(have_gcc)]
mod c;
mod page_table_multiarch;
mod sizes;
mod space;

use core::hint::black_box;
use core::ops::RangeInclusive;
use core::sync::atomic::AtomicU64;

use bench_library::{Call, Functions, GLOBAL, by_hand, count};
use kernel::Kernel;
use lazy_mmu_core::{NoLazyMmu, section};

use space::{FIRST, START, Space};

kernel::program!(main);

const SIZES: [usize; 13] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];
const DEPTHS: RangeInclusive<usize> = 1..=8;

static NAMED: Functions = Functions::of::<Kernel>();
static OFF: Functions = Functions::of::<NoLazyMmu>();

fn main() {
    let space = Space::of_the_kernel();
    let in_section: fn(&dyn Fn()) = |f| section::<Kernel, _>(|_| f());
    all(&space, "a named platform", &NAMED, in_section);
    all(&space, "Global", &GLOBAL, in_section);
    all(&space, "NoLazyMmu", &OFF, |f| f());
    for pages in SIZES {
        // SAFETY: the arguments are the root, the first page, the number of pages, and the first
        // descriptor.
        unsafe {
            space.measure(
                "set_pte",
                "by hand",
                pages,
                by_hand as *const (),
                [space.root(), START, pages as u64, FIRST, 0],
            )
        }
    }
    #[cfg(have_gcc)]
    c::all(&space);
    sizes::all();
    aarch64_paging::all();
    page_table_multiarch::all();
}

/// Counts single calls. `in_section` runs its argument in a section, if the mode has any.
fn all(space: &Space, by: &str, functions: &'static Functions, in_section: fn(&dyn Fn())) {
    // `black_box`, so that nothing is inlined or compiled for these arguments.
    let functions = black_box(functions);
    let call = |what: &str, function: Call| {
        // SAFETY: it takes no arguments.
        unsafe { count(what, by, 1, function as *const (), [0; 5]) }
    };
    call("pair", functions.pair);
    call("two nested pairs", functions.nested_pairs);
    in_section(&|| call("pause and resume in a section", functions.pause));

    let callback = (functions.callback as *const ()).expose_provenance() as u64;
    let maps = [
        ("set_pte", Some(functions.set_pte as *const ()), [FIRST, 0]),
        ("set_ptes", Some(functions.set_ptes as *const ()), [FIRST, 0]),
        (
            "apply_to_page_range",
            Some(functions.apply as *const ()),
            [callback, FIRST.wrapping_sub(START)],
        ),
        ("nested maps", Some(functions.nested as *const ()), [FIRST, 0]),
        (
            "nested maps, deferring",
            functions.nested_deferring.map(|map| map as *const ()),
            [FIRST, 0],
        ),
    ];
    for (what, function, [fourth, fifth]) in
        maps.into_iter().filter_map(|(what, map, rest)| Some((what, map?, rest)))
    {
        for pages in SIZES {
            // SAFETY: the arguments are the root, the first page, the number of pages, and then a
            // descriptor, or a callback and the word that it adds to addresses.
            unsafe {
                space.measure(
                    what,
                    by,
                    pages,
                    function,
                    [space.root(), START, pages as u64, fourth, fifth],
                )
            }
        }
    }

    static ENTRY: AtomicU64 = AtomicU64::new(0);
    let entry = (&raw const ENTRY).expose_provenance() as u64;
    let nests = [
        ("nested sections, nothing stored", Some(functions.nest_empty as *const ())),
        ("nested sections", Some(functions.nest as *const ())),
        ("nested sections, deferring", functions.nest_deferring.map(|nest| nest as *const ())),
    ];
    for (what, nest) in nests.into_iter().filter_map(|(what, nest)| Some((what, nest?))) {
        for depth in DEPTHS {
            // SAFETY: the arguments are the depth, an entry and its descriptor; or the depth alone.
            unsafe { count(what, by, depth, nest, [depth as u64, entry, FIRST, 0, 0]) }
        }
    }
}

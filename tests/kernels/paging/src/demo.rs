//! What `cargo xtask demo` runs, on a booted kernel or against recorded barriers: the same
//! functions, told to a [`Meter`].

use core::fmt;

use lazy_mmu_arm64::Arm64Mode;
use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, Platform};

use crate::{
    AddressSpace, Attributes, Frame, OutOfFrames, PAGE_SIZE, Pages, map_pages, populate_pages,
    protect_pages, unmap_pages,
};

/// The program that runs the demo: it can count, and touch memory through addresses that were just
/// mapped.
pub trait Meter {
    /// Runs `f` and counts what it executes, under `label`.
    fn count(&mut self, label: fmt::Arguments<'_>, f: impl FnOnce());

    /// Checks that `pages` lead to `frames`: a kernel writes and reads through the addresses.
    fn check(&mut self, space: &AddressSpace, pages: Pages, frames: &[Frame]);
}

/// How many pages are mapped at a time.
pub const SIZES: [usize; 5] = [1, 16, 64, 512, 4096];
const MOST: usize = SIZES[SIZES.len() - 1];
/// Pages of the nested case.
const NESTED: usize = 64;
/// Each measurement has an entry of the root table to itself, so that its tables are new the first
/// time.
const REGION: u64 = 1 << 39;
const FIRST_REGION: u64 = 0xffff_8000_0000_0000;

/// How many frames the pool must have.
pub const FRAMES: usize = MOST + 256;

/// The six calls that define the mode; a platform that prints its events prints the table.
pub fn trace<P: Platform>() {
    let outer = LazyMmuGuard::<P>::enable();
    let inner = LazyMmuGuard::<P>::enable();
    let pause = inner.pause();
    drop(pause);
    drop(inner);
    drop(outer);
}

/// Maps, protects and unmaps 1 to 4096 pages, eagerly and in sections of `P`; then the nested case.
///
/// # Errors
///
/// If the pool has less than [`FRAMES`] frames.
pub fn run<P: Platform + Arm64Mode>(
    meter: &mut impl Meter,
    space: &AddressSpace,
) -> Result<(), OutOfFrames> {
    let mut frames = [space.root(); MOST];
    for frame in &mut frames {
        *frame = space.frames().take()?;
    }
    let mut region = FIRST_REGION;
    for count in SIZES {
        measure::<NoLazyMmu>(meter, space, "eager", Pages::new(region, count), &frames[..count])?;
        measure::<P>(meter, space, "lazy", Pages::new(region + REGION, count), &frames[..count])?;
        region += 2 * REGION;
    }
    for frame in frames {
        space.free_page::<P>(frame);
    }
    space.enable_debug_pagealloc::<P>(&[])?;
    measure_nested::<NoLazyMmu>(meter, space, "eager", Pages::new(region, NESTED))?;
    measure_nested::<P>(meter, space, "lazy", Pages::new(region + REGION, NESTED))?;
    space.disable_debug_pagealloc();
    Ok(())
}

fn measure<M: Arm64Mode>(
    meter: &mut impl Meter,
    space: &AddressSpace,
    mode: &str,
    pages: Pages,
    frames: &[Frame],
) -> Result<(), OutOfFrames> {
    let (start, count) = (pages.addresses().start, pages.count());
    let mut outcome = Ok(());
    let mut map = |meter: &mut _, operation: &str| {
        Meter::count(meter, format_args!("{operation} {count} {mode}"), || {
            outcome = map_pages::<M>(space, start, frames, Attributes::READ_WRITE);
        });
        outcome
    };
    // The first time the tables are new; the second time there is nothing but the pages to settle.
    map(meter, "tables")?;
    unmap_pages::<M>(space, pages).expect("just mapped");
    map(meter, "map")?;
    meter.check(space, pages, frames);
    meter.count(format_args!("protect {count} {mode}"), || {
        protect_pages::<M>(space, pages, Attributes::READ_ONLY).expect("still mapped");
    });
    meter.count(format_args!("unmap {count} {mode}"), || {
        unmap_pages::<M>(space, pages).expect("still mapped");
    });
    Ok(())
}

fn measure_nested<M: Arm64Mode>(
    meter: &mut impl Meter,
    space: &AddressSpace,
    mode: &str,
    pages: Pages,
) -> Result<(), OutOfFrames> {
    // Once before, for the tables.
    populate_pages::<M>(space, pages, Attributes::READ_WRITE)?;
    depopulate::<M>(space, pages);
    let mut outcome = Ok(());
    meter.count(format_args!("nested {} {mode}", pages.count()), || {
        outcome = populate_pages::<M>(space, pages, Attributes::READ_WRITE);
    });
    outcome?;
    let mut frames = [space.root(); NESTED];
    for (frame, address) in frames.iter_mut().zip(pages.each()) {
        *frame = space.translate(address).expect("just mapped");
        meter.check(space, Pages::new(space.linear(*frame), 1), &[*frame]);
    }
    meter.check(space, pages, &frames);
    depopulate::<M>(space, pages);
    Ok(())
}

fn depopulate<M: Arm64Mode>(space: &AddressSpace, pages: Pages) {
    for address in pages.each() {
        let frame = space.translate(address).expect("populated");
        unmap_pages::<M>(space, Pages::new(address & !(PAGE_SIZE - 1), 1)).expect("populated");
        space.free_page::<M>(frame);
    }
}

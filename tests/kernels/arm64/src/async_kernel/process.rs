//! The callers of `map`: the boot code and the system calls of a process. They know addresses and
//! frames, and call it for each page.

use lazy_mmu_core::{is_active, lazy_mmu};

use super::space::{self, Space};
use super::{BUFFER, Paging, STACK, USER};
use crate::ported::Port;
use crate::ported::frames::{self, OutOfFrames};
use crate::ported::pages::{Pages, READ_WRITE};
use crate::{Outcome, interrupt, try_read};

/// Maps `pages` of the loaded kernel to the memory from `first` on.
#[lazy_mmu(platform = P::Mode)]
pub(super) fn map_devices<P: Paging>(
    kernel: &Space,
    pages: Pages,
    first: u64,
) -> Result<(), OutOfFrames> {
    pages.each().try_for_each(|page| P::map(kernel, page, page - pages.0 + first, READ_WRITE))
}

/// A process with a program in it, which is not loaded yet.
pub(super) fn new<P: Paging>(asid: u8, program: Pages) -> Result<Space, OutOfFrames> {
    let space = Space::process(asid)?;
    program.each().try_for_each(|page| P::build(&space, page, frames::take()?, USER))?;
    P::finish(&space);
    Ok(space)
}

/// Maps `frames` where the heap of a loaded process goes on.
#[lazy_mmu(platform = P::Mode)]
pub(super) fn grow<P: Paging>(
    process: &Space,
    pages: Pages,
    frames: &[u64],
) -> Result<(), OutOfFrames> {
    pages.each().zip(frames).try_for_each(|(page, &frame)| P::map(process, page, frame, USER))
}

/// Maps a page, and touches one that is not mapped: the fault comes in this section.
#[lazy_mmu(platform = P::Mode)]
pub(super) fn map_and_touch<P: Paging>(
    process: &Space,
    page: u64,
    frame: u64,
    touched: u64,
) -> Result<(), OutOfFrames> {
    P::map(process, page, frame, USER)?;
    assert_eq!(try_read(touched), Outcome::Done, "the fault handler maps the stack");
    Ok(())
}

/// Maps a page of the stack of the process that is loaded, if `far` is in it. Says whether it is
/// mapped.
pub(super) fn map_on_demand<P: Paging>(far: u64) -> bool {
    let page = far & !4095;
    let process = space::loaded();
    STACK.each().any(|each| each == page)
        && (process.translate(page).is_some()
            || frames::take().is_ok_and(|frame| P::map(&process, page, frame, USER).is_ok()))
}

/// Maps a page, and is interrupted in this section by a handler that maps one too: that is eager,
/// and this goes on.
#[lazy_mmu(platform = P::Mode)]
pub(super) fn map_and_be_interrupted<P: Paging>(
    process: &Space,
    page: u64,
    frame: u64,
) -> Result<(), OutOfFrames> {
    P::map(process, page, frame, USER)?;
    interrupt(|| P::interrupt(map_in_handler::<P>));
    assert_eq!(is_active::<P::Mode>(), P::PORT == Port::After);
    Ok(())
}

/// A driver's buffer, whose first page is mapped when its device wants it.
fn map_in_handler<P: Paging>() {
    assert!(!is_active::<P::Mode>());
    P::map(&space::loaded(), BUFFER, frames::take().expect("the pool has enough"), USER)
        .expect("a frame for each table");
    assert_eq!(try_read(BUFFER), Outcome::Done);
}

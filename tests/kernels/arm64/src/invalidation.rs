//! The cost of protecting and unmapping runs of pages on the CPU that a program asks for.

use lazy_mmu_core::NoLazyMmu;
use paging::{Attributes, Frame, PAGE_SIZE, Pages, map_pages, protect_pages, unmap_pages};

use crate::{Meter, Outcome, Qemu, space, try_read, try_write};

const START: u64 = 0xffff_8000_0000_0000;
const MOST: usize = 4096;

/// Maps, protects and unmaps runs of these lengths, with what the last two cost counted, and tries
/// the first and the last page.
///
/// # Panics
///
/// If a translation is older than it may be.
pub fn count_invalidations(counts: &[usize]) {
    let frame = space().alloc_page::<NoLazyMmu>().expect("a frame");
    let frames: [Frame; MOST] = [frame; MOST];
    for &count in counts {
        let pages = Pages::new(START, count);
        let ends = [START, START + (count as u64 - 1) * PAGE_SIZE];
        map_pages::<NoLazyMmu>(space(), START, &frames[..count], Attributes::READ_WRITE)
            .expect("frames for tables");
        assert_eq!(ends.map(try_write), [Outcome::Done; 2]);
        Qemu.count(format_args!("protect {count}"), || {
            protect_pages::<NoLazyMmu>(space(), pages, Attributes::READ_ONLY).expect("mapped");
        });
        assert_eq!(ends.map(try_write), [Outcome::PermissionFault; 2]);
        Qemu.count(format_args!("unmap {count}"), || {
            unmap_pages::<NoLazyMmu>(space(), pages).expect("mapped");
        });
        assert_eq!(ends.map(try_read), [Outcome::TranslationFault; 2]);
    }
}

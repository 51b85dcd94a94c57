//! The promise of a section: inside, a translation may be stale; when it has ended, none is.

use lazy_mmu_core::{LazyMmuGuard, PauseGuard, flush, section};

use crate::kernel::{Kernel, map, queued, reports, unmap};
use crate::machine::{Cost, SPACE, access, cost, stale};

const PAGE: u64 = 1 << 12;

fn map_pages(number: u64) {
    for page in 0..number {
        map(SPACE, page * PAGE);
    }
}

fn unmap_pages(number: u64) {
    for page in 0..number {
        unmap::<true>(SPACE, page * PAGE);
    }
}

#[test]
fn a_section_waits_once_for_each_192_pages() {
    for (pages, waits) in [(1, 1), (16, 1), (192, 1), (193, 2), (4096, 22)] {
        map_pages(pages);
        assert_eq!(
            cost(|| unmap_pages(pages)),
            Cost { invalidations: pages as u32, waits: pages as u32 },
            "eagerly"
        );
        map_pages(pages);
        let lazily = cost(|| section::<Kernel, _>(|_| unmap_pages(pages)));
        assert_eq!(lazily, Cost { invalidations: pages as u32, waits });
        assert_eq!(stale(), 0);
    }
}

#[test]
fn inside_a_section_an_old_translation_works_until_the_flush() {
    map(SPACE, PAGE);
    section::<Kernel, _>(|mmu| {
        unmap::<true>(SPACE, PAGE);
        assert_eq!(access(SPACE.space, PAGE), Some("the task"), "stale");
        mmu.flush();
        assert_eq!(access(SPACE.space, PAGE), None);
    });
}

#[test]
fn outside_of_sections_and_in_a_pause_no_translation_is_stale() {
    map_pages(2);
    unmap::<true>(SPACE, 0);
    assert_eq!(stale(), 0);
    let _section = LazyMmuGuard::<Kernel>::enable();
    let _pause = PauseGuard::<Kernel>::pause();
    unmap::<true>(SPACE, PAGE);
    assert_eq!((stale(), queued()), (0, 0));
}

#[test]
fn a_suspended_section_has_settled() {
    map_pages(2);
    section::<Kernel, _>(|mmu| {
        unmap::<true>(SPACE, 0);
        mmu.suspend(|| {
            assert_eq!(stale(), 0);
            unmap::<true>(SPACE, PAGE);
            assert_eq!(stale(), 0);
        });
    });
}

/// Every program of five steps: whenever a section has ended, a pause has begun or a flush has run,
/// nothing is stale.
#[test]
fn no_order_of_calls_leaves_a_translation_stale_that_should_be_gone() {
    const STEPS: u32 = 5;
    const CHOICES: u32 = 6;
    let mut was_stale = false;
    for program in 0..CHOICES.pow(STEPS) {
        let mut sections = Vec::new();
        let mut pauses = Vec::new();
        for step in 0..STEPS {
            let address = u64::from(step) * PAGE;
            let settles = match program / CHOICES.pow(step) % CHOICES {
                0 => {
                    sections.push(LazyMmuGuard::<Kernel>::enable());
                    false
                }
                1 => sections.pop().is_some(),
                2 => {
                    pauses.push(PauseGuard::<Kernel>::pause());
                    true
                }
                3 => pauses.pop().is_some_and(|_| false),
                4 => {
                    flush::<Kernel>();
                    true
                }
                _ => {
                    map(SPACE, address);
                    unmap::<true>(SPACE, address);
                    sections.is_empty() || !pauses.is_empty()
                }
            };
            assert!(!settles || stale() == 0, "program {program}, step {step}");
            assert_eq!(
                stale(),
                queued(),
                "what is stale is queued: program {program}, step {step}"
            );
            was_stale |= stale() > 0;
        }
        drop(sections);
        assert_eq!(stale(), 0, "program {program}");
        drop(pauses);
    }
    assert!(was_stale, "some of them batch");
    assert_eq!(reports(), []);
}

//! Shapes that call a function which knows nothing of the section, or pauses it.

use lazy_mmu_arm64::record::Instruction;
use lazy_mmu_arm64::set_pte;
use lazy_mmu_core::is_active;
use model_kernel::kernel::{Recorded, settled};
use paging::shapes;

use crate::{
    ENTER, FLUSH, LEAVE, NESTED, PAGES, PAUSE, RESUME, assert_mapped, assert_shape, barriers,
    forget, pairs, with_area,
};

#[test]
fn arbitrary_callback_inside() {
    with_area(|area| {
        shapes::arbitrary_callback_inside::<Recorded>(area, &mut |entry, address, frame| {
            assert!(is_active::<Recorded>());
            set_pte::<Recorded>(entry, shapes::leaf(frame));
            assert_eq!(area.space.translate(address), Some(frame));
        });
        assert_mapped(area, PAGES);
        assert_shape(&[ENTER, LEAVE], 1);
    });
}

#[test]
fn the_callback_pauses_writes_and_reads_back_resumes() {
    with_area(|area| {
        let mut touched = 0;
        shapes::the_callback_pauses_writes_and_reads_back_resumes::<Recorded>(
            area,
            &mut |address, frame| {
                assert_eq!(area.space.translate(address), Some(frame));
                assert!(!is_active::<Recorded>());
                assert_eq!(pairs(), 1, "flushed before the page is touched");
                touched += 1;
            },
        );
        assert_eq!(touched, PAGES);
        assert_mapped(area, PAGES);
        let trace = [&[ENTER][..], &[PAUSE, RESUME].repeat(PAGES), &[LEAVE]].concat();
        assert_shape(&trace, 0);
    });
}

#[test]
fn hidden_callee_opens_its_own_section() {
    with_area(|area| {
        area.space.enable_debug_pagealloc::<Recorded>(&[]).unwrap();
        forget();
        let mut touched = 0;
        shapes::hidden_callee_opens_its_own_section::<Recorded>(area, &mut |address, frame| {
            assert_eq!(area.space.translate(address), Some(frame));
            assert!(is_active::<Recorded>() && settled());
            assert_eq!(pairs(), 1, "flushed by the end of the callee's section");
            touched += 1;
        })
        .unwrap();
        assert_eq!(touched, PAGES);
        let trace = [&[ENTER][..], &[NESTED, FLUSH].repeat(PAGES), &[LEAVE]].concat();
        assert_shape(&trace, 1);
    });
}

#[test]
fn hidden_callee_opens_a_section_while_paused() {
    with_area(|area| {
        area.space.enable_debug_pagealloc::<Recorded>(&[]).unwrap();
        forget();
        shapes::hidden_callee_opens_a_section_while_paused::<Recorded>(
            area,
            &mut |address, frame| {
                assert_eq!(area.space.translate(address), Some(frame));
                assert_eq!(pairs(), 2, "the section's pair by the pause, the allocator's at once");
            },
        )
        .unwrap();
        assert_mapped(area, PAGES);
        use Instruction::{DsbIsh, DsbIshst, Isb};
        let invalidation = barriers();
        assert!(
            matches!(invalidation[..], [DsbIshst, Instruction::Tlbi(..), DsbIsh, Isb]),
            "{invalidation:?}"
        );
        assert_shape(&[ENTER, PAUSE, RESUME, LEAVE], 0);
    });
}

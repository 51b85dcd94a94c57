//! Shapes in a context of their own: a task that sleeps, a handler, masked interrupts.

use std::cell::Cell;
use std::thread;

use lazy_mmu_arm64::record::Instruction;
use lazy_mmu_arm64::{queue_pte_barriers, switch_out};
use lazy_mmu_core::{LazyMmuGuard, is_active};
use model_kernel::kernel::{Kernel, Recorded, settled, slot};
use model_kernel::raw::{irq_enter, irq_exit};
use paging::shapes;

use crate::{ENTER, LEAVE, PAGES, assert_mapped, assert_shape, barriers, pairs, with_area};

#[test]
fn section_that_sleeps() {
    with_area(|area| {
        shapes::section_that_sleeps::<Recorded>(area, || {
            switch_out();
            // A thread is a task: this one sleeps while another one has a section of its own.
            let pairs_there = thread::spawn(|| {
                let other = LazyMmuGuard::<Recorded>::enable();
                queue_pte_barriers::<Recorded>();
                drop(other);
                pairs()
            });
            assert_eq!(pairs_there.join().unwrap(), 1);
            assert!(is_active::<Recorded>());
            assert!(!settled(), "this task's pair stays deferred");
            assert_eq!(
                barriers(),
                [Instruction::DsbIsh],
                "the barrier of the switch, for the walkers of the other CPUs"
            );
        });
        assert_mapped(area, PAGES);
        assert_shape(&[ENTER, LEAVE], 1);
    });
}

#[test]
fn section_entered_in_a_softirq_handler() {
    with_area(|area| {
        let task = LazyMmuGuard::<Recorded>::enable();
        queue_pte_barriers::<Recorded>();
        slot::<Recorded, _>(irq_enter);
        shapes::section_entered_in_a_softirq_handler::<Recorded>(area);
        assert_eq!(
            pairs(),
            PAGES + 1,
            "each store took effect at once; the section's end cannot tell a handler from the task, and flushes"
        );
        slot::<Recorded, _>(irq_exit);
        assert_mapped(area, PAGES);
        assert!(settled(), "the section's end flushed what the task had deferred");
        assert_eq!(Kernel::take_events(), [ENTER, "  disable -> flush   E=1 P=0"]);
        drop(task);
        assert_shape(&[LEAVE], 0);
    });
}

#[test]
fn section_entered_in_a_softirq_handler_of_a_task_outside_any_section() {
    with_area(|area| {
        slot::<Recorded, _>(irq_enter);
        shapes::section_entered_in_a_softirq_handler::<Recorded>(area);
        slot::<Recorded, _>(irq_exit);
        assert_mapped(area, PAGES);
        assert_shape(&[], PAGES);
    });
}

#[test]
fn section_entered_by_a_task_with_interrupts_masked() {
    with_area(|area| {
        let masked = Cell::new(false);
        shapes::section_entered_by_a_task_with_interrupts_masked::<Recorded, _>(area, || {
            masked.set(true);
            scopeguard::guard(&masked, |masked| {
                assert!(settled(), "flushed before interrupts are let in");
                masked.set(false);
            })
        });
        assert!(!masked.get());
        assert_mapped(area, PAGES);
        assert_shape(&[ENTER, LEAVE], 1);
    });
}

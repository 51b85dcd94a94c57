//! Tables that are reached through themselves, by the model MMU: a window that shows a new table
//! inside the section that links it.

use std::sync::atomic::AtomicU64;

use lazy_mmu_arm64::record;
use lazy_mmu_arm64::record::Instruction::{self, DsbIshst, Isb};
use lazy_mmu_arm64::sink::{Change, PageTables};

use lazy_mmu_core::LazyMmuGuard;
use model_kernel::kernel::Recorded;
use model_mmu::model::{Error, Model, Step};

use crate::{PAIR, Plain, Recursive, TABLE, consume};

/// A root table whose last entry is itself, and an address that shows the table that its first
/// entry links.
struct Window {
    root: u64,
    table: u64,
    shown_at: u64,
}

impl Window {
    fn new() -> Self {
        let (root, table) = (0x10_0000, 0x20_0000);
        Self { root, table, shown_at: 0xffff_ffff_ffe0_0000 }
    }

    fn model(&self) -> Model {
        let mut model = Model::new(self.root, &[self.shown_at]);
        for instruction in [
            Instruction::Store { entry: self.root + 511 * 8, descriptor: self.root | TABLE },
            DsbIshst,
            Isb,
        ] {
            model.step(0, Step::Instruction(instruction)).unwrap();
        }
        model
    }

    /// Links the table in a section, and uses it through the window there.
    fn link<T: PageTables>(&self) -> Vec<Step> {
        record::take();
        let _section = LazyMmuGuard::<Recorded>::enable();
        let mut steps = vec![Step::ClearTable(self.table)];
        consume::<Recorded, T>(
            Change::link_table(&AtomicU64::new(0), self.table | TABLE)
                .expect("nothing is linked there"),
        );
        steps.extend(record::take().into_iter().map(|instruction| match instruction {
            Instruction::Store { descriptor, .. } => {
                Step::Instruction(Instruction::Store { entry: self.root, descriptor })
            }
            other => Step::Instruction(other),
        }));
        steps.push(Step::Access(self.shown_at));
        steps
    }

    fn run(&self, steps: &[Step]) -> Result<(), Error> {
        let mut model = self.model();
        steps.iter().try_for_each(|&step| model.step(0, step))
    }
}

#[test]
fn a_recursive_window_shows_a_new_table_inside_the_section_that_links_it() {
    let window = Window::new();
    let steps = window.link::<Recursive>();
    window.run(&steps).unwrap();
    for barrier in PAIR {
        let without: Vec<Step> =
            steps.iter().copied().filter(|&step| step != Step::Instruction(barrier)).collect();
        assert_eq!(without.len(), steps.len() - 1);
        let error = window.run(&without).expect_err("a barrier is not missed").to_string();
        assert!(error.contains("a fault"), "{error}");
    }
    // The same in a kernel that has said that its tables are not reached through themselves.
    let error = window
        .run(&window.link::<Plain>())
        .expect_err("a link that is deferred is used")
        .to_string();
    assert!(error.contains("a fault"), "{error}");
}

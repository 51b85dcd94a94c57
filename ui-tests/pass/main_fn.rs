//! `main` itself, with a result.
#![deny(warnings)]

use std::process::{ExitCode, Termination};

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::{sections, trace};

struct InASection;

impl Termination for InASection {
    fn report(self) -> ExitCode {
        assert_eq!(trace(), ["enable", "disable"], "it ended before the result is looked at");
        ExitCode::SUCCESS
    }
}

#[lazy_mmu]
fn main() -> InASection {
    assert_eq!(sections(), 1);
    InASection
}

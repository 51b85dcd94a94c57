//! The demo without a kernel: the same functions in this process, on the backend that records barriers.

use anyhow::Result;
use harness::run::Measured;

/// The trace, and what mapping, protecting and unmapping pages recorded. Nobody counts instructions.
///
/// # Errors
///
/// On an arm64 machine, where barriers are executed unless the build says otherwise.
#[cfg(all(target_arch = "aarch64", not(lazy_mmu_record)))]
pub fn demo() -> Result<(String, Vec<Measured>)> {
    anyhow::bail!("on an arm64 machine, recording is chosen at build time; run `RUSTFLAGS='--cfg lazy_mmu_record' cargo xtask demo --host`")
}

#[cfg(not(all(target_arch = "aarch64", not(lazy_mmu_record))))]
pub use recording::demo;

#[cfg(not(all(target_arch = "aarch64", not(lazy_mmu_record))))]
mod recording {
    use std::fmt;

    use anyhow::anyhow;
    use harness::run::Counts;
    use lazy_mmu_arm64::record::{self, Instruction};
    use model_kernel::host::{Kernel, Recorded};
    use paging::demo::{self, Meter};
    use paging::{AddressSpace, Frame, Frames, Page, Pages};

    use super::{Measured, Result};

    static POOL: [Page; demo::FRAMES] = [const { Page::zeroed() }; demo::FRAMES];

    /// Counts what was recorded.
    #[derive(Default)]
    struct Recorder {
        measured: Vec<Measured>,
    }

    impl Meter for Recorder {
        fn count(&mut self, label: fmt::Arguments<'_>, f: impl FnOnce()) {
            record::take();
            f();
            self.measured.push(Measured { label: label.to_string(), counts: counts(&record::take()) });
        }

        /// There is no MMU here to lead to the pages: the tables are asked.
        fn check(&mut self, space: &AddressSpace, pages: Pages, frames: &[Frame]) {
            for (address, &frame) in pages.each().zip(frames) {
                assert_eq!(space.translate(address), Some(frame), "{address:#x}");
            }
        }
    }

    pub fn demo() -> Result<(String, Vec<Measured>)> {
        let too_small = |_| anyhow!("the demo wants more pages than `paging::demo::FRAMES` says; correct that number");
        demo::trace::<Recorded>();
        let trace = Kernel::take_events().join("\n");
        let space = AddressSpace::new(Frames::new(&POOL)).map_err(too_small)?;
        let mut recorder = Recorder::default();
        demo::run::<Recorded>(&mut recorder, &space).map_err(too_small)?;
        Ok((trace, recorder.measured))
    }

    fn counts(recorded: &[Instruction]) -> Counts {
        let mut counts = Counts::default();
        for instruction in recorded {
            match instruction {
                Instruction::DsbIshst => {
                    counts.dsb += 1;
                    counts.dsb_ishst += 1;
                }
                Instruction::DsbIsh => counts.dsb += 1,
                Instruction::Isb => counts.isb += 1,
                Instruction::DmbIshst => counts.dmb += 1,
                Instruction::Tlbi(..) => counts.tlbi += 1,
                Instruction::At(_) | Instruction::Store { .. } => {}
            }
        }
        counts
    }
}

//! The demo without a kernel: the same functions in this process, on the backend that records
//! barriers.
//!
//! It prints what the kernel in QEMU prints, and writes what was recorded into the file that it is
//! given, as the counting plugin does. Nobody counts instructions.

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(counts) = std::env::args_os().nth(1) else {
        eprintln!("error: name the file for what is recorded; `cargo xtask demo --host` does");
        return ExitCode::FAILURE;
    };
    demo(counts.as_ref())
}

#[cfg(all(target_arch = "aarch64", not(lazy_mmu_record)))]
fn demo(_: &std::path::Path) -> ExitCode {
    eprintln!(
        "error: on an arm64 machine, recording is chosen at build time; run `RUSTFLAGS='--cfg lazy_mmu_record' cargo xtask demo --host`"
    );
    ExitCode::FAILURE
}

#[cfg(not(all(target_arch = "aarch64", not(lazy_mmu_record))))]
use recording::demo;

#[cfg(not(all(target_arch = "aarch64", not(lazy_mmu_record))))]
mod recording {
    use std::fmt;
    use std::fs;
    use std::path::Path;
    use std::process::ExitCode;

    use lazy_mmu_arm64::record::{self, Instruction};
    use lazy_mmu_arm64::tlb::{self, Features};
    use model_kernel::kernel::{Kernel, Recorded};
    use paging::demo::{self, Meter};
    use paging::{AddressSpace, Frame, Frames, Page, Pages};

    static POOL: [Page; demo::FRAMES] = [const { Page::zeroed() }; demo::FRAMES];

    /// Counts what was recorded: a line for each region.
    #[derive(Default)]
    struct Recorder(String);

    impl Meter for Recorder {
        fn count(&mut self, label: fmt::Arguments<'_>, f: impl FnOnce()) {
            println!("count: {label}");
            record::take();
            f();
            self.0 += &counts(&record::take());
        }

        /// There is no MMU here to lead to the pages: the tables are asked.
        fn check(&mut self, space: &AddressSpace, pages: Pages, frames: &[Frame]) {
            for (address, &frame) in pages.each().zip(frames) {
                assert_eq!(space.translate(address), Some(frame), "{address:#x}");
            }
        }
    }

    pub fn demo(file: &Path) -> ExitCode {
        demo::trace::<Recorded>();
        Kernel::take_events().iter().for_each(|event| println!("{event}"));
        // The features of the kernel's CPU in QEMU.
        tlb::set_features(Features::new().with_ranges(true).with_repeat(false));
        let mut recorder = Recorder::default();
        let run = AddressSpace::new(Frames::new(&POOL))
            .and_then(|space| demo::run::<Recorded>(&mut recorder, &space));
        run.expect("the pool is made for this: `paging::demo::FRAMES` says how large it must be");
        match fs::write(file, recorder.0) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {} cannot be written: {error}", file.display());
                ExitCode::FAILURE
            }
        }
    }

    /// A line as the counting plugin writes it.
    fn counts(recorded: &[Instruction]) -> String {
        let count = |is_one: fn(&Instruction) -> bool| {
            recorded.iter().filter(|instruction| is_one(instruction)).count()
        };
        let ishst = count(|instruction| matches!(instruction, Instruction::DsbIshst));
        let dsb = ishst + count(|instruction| matches!(instruction, Instruction::DsbIsh));
        let isb = count(|instruction| matches!(instruction, Instruction::Isb));
        let dmb = count(|instruction| matches!(instruction, Instruction::DmbIshst));
        let tlbi = count(|instruction| matches!(instruction, Instruction::Tlbi(..)));
        format!("dsb={dsb} dsb_ishst={ishst} isb={isb} dmb={dmb} tlbi={tlbi}\n")
    }
}

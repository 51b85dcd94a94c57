//! The region between two markers: its counters, and the file that its line goes to.

use std::ffi::CStr;
use std::fs::File;
use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use crate::decode::Kind;

static OUT: OnceLock<File> = OnceLock::new();

/// One counter for each column of a line. Atomic for Rust's sake: with `thread=single` all virtual
/// CPUs share one thread.
struct Region {
    open: AtomicBool,
    instructions: AtomicU64,
    dsb: AtomicU64,
    /// The `dsb ishst` among them.
    dsb_ishst: AtomicU64,
    isb: AtomicU64,
    dmb: AtomicU64,
    tlbi: AtomicU64,
    sfence: AtomicU64,
}

static REGION: Region = Region {
    open: AtomicBool::new(false),
    instructions: AtomicU64::new(0),
    dsb: AtomicU64::new(0),
    dsb_ishst: AtomicU64::new(0),
    isb: AtomicU64::new(0),
    dmb: AtomicU64::new(0),
    tlbi: AtomicU64::new(0),
    sfence: AtomicU64::new(0),
};

/// Opens the file that the argument `out=PATH` names, to append to it.
pub fn write_to(arguments: &[&CStr]) -> Result<(), String> {
    let mut paths =
        arguments.iter().filter_map(|argument| argument.to_str().ok()?.strip_prefix("out="));
    let (Some(path), None, 1) = (paths.next(), paths.next(), arguments.len()) else {
        return Err("the one argument is out=PATH, the file to append the counts to".into());
    };
    let file = File::options()
        .append(true)
        .create(true)
        .open(path)
        .map_err(|e| format!("cannot write to {path}: {e}"))?;
    OUT.set(file).map_err(|_| "loaded twice; give -plugin once".into())
}

/// Counts one instruction, or acts on a marker.
pub fn executed(kind: Kind) {
    match kind {
        Kind::Begin => REGION.begin(),
        Kind::End => REGION.end(),
        _ if REGION.open.load(Relaxed) => REGION.count(kind),
        _ => {}
    }
}

impl Region {
    fn begin(&self) {
        for counter in [
            &self.instructions,
            &self.dsb,
            &self.dsb_ishst,
            &self.isb,
            &self.dmb,
            &self.tlbi,
            &self.sfence,
        ] {
            counter.store(0, Relaxed);
        }
        self.open.store(true, Relaxed);
    }

    fn count(&self, kind: Kind) {
        self.instructions.fetch_add(1, Relaxed);
        match kind {
            Kind::DsbIshst => {
                self.dsb_ishst.fetch_add(1, Relaxed);
                &self.dsb
            }
            Kind::Dsb => &self.dsb,
            Kind::Isb => &self.isb,
            Kind::Dmb => &self.dmb,
            Kind::Tlbi => &self.tlbi,
            Kind::Sfence => &self.sfence,
            Kind::Other | Kind::Begin | Kind::End => return,
        }
        .fetch_add(1, Relaxed);
    }

    fn end(&self) {
        if !self.open.swap(false, Relaxed) {
            return;
        }
        let [instructions, dsb, dsb_ishst, isb, dmb, tlbi, sfence] = [
            &self.instructions,
            &self.dsb,
            &self.dsb_ishst,
            &self.isb,
            &self.dmb,
            &self.tlbi,
            &self.sfence,
        ]
        .map(|counter| counter.load(Relaxed));
        let line = format!(
            "instructions={instructions} dsb={dsb} dsb_ishst={dsb_ishst} isb={isb} dmb={dmb} tlbi={tlbi} sfence={sfence}\n"
        );
        // The harness notices a missing line, so a full disk is reported and not fatal.
        if let Some(Err(e)) = OUT.get().map(|mut out| out.write_all(line.as_bytes())) {
            eprintln!("count-plugin: cannot write the counts: {e}");
        }
    }
}

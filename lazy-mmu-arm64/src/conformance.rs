// SPDX-License-Identifier: MIT OR Apache-2.0
//! A suite that tests a port in its own kernel: page tables, faults, and executed instructions.
//!
//! Run it after [`lazy_mmu_core::conformance`], which tests slots, tasks and handlers. The port
//! implements [`Subject`] and calls [`run`] in a task, outside any section. The suite prints KTAP,
//! as the other one does: it allocates nothing, and writes to any [`fmt::Write`]. The guide's
//! [`verify`](crate::guide::verify) has a subject to start from.
//!
//! Some claims show more on hardware than in QEMU:
//!
//! | claims about | what they show on hardware | what they show in QEMU |
//! | --- | --- | --- |
//! | pages that are mapped | they may find a store that isn't settled | walkers see every store at once, so these claims hold without barriers too |
//! | pages that are removed, protected or replaced | they find a missing invalidation | the same |
//! | `settle_fault` | they test the MMU's answer, and the kernel's handler | the same |
//! | instructions | they compare the executed ones, if the subject [steps](Subject::step) through them | the same |
//!
//! The suite doesn't test the kernel's own context switch, because few kernels can step through it.
//! It tests [`switch_out`](crate::switch_out) itself; look into your code to see that the switch
//! calls it.
//!
//! In the repository, `tests/kernels/arm64/src/bin/a_port_passes_the_arm64_suite.rs` is a whole
//! subject.

mod faults;
mod instructions;
mod outcome;
mod subject;
mod tables;

use core::fmt;

use lazy_mmu_core::conformance::{Ktap, Summary};

use outcome::{Outcome, Stop};

pub use subject::{Link, Scratch, Subject};

/// A claim: its name, and the function that tries it.
type Claim = (&'static str, fn() -> Outcome);

/// Tries every claim on `S`, prints the outcome of each as KTAP, and returns the [`Summary`].
///
/// Call it once at a time in a program: all calls share the list of the instructions that are
/// [stepped](Subject::step) through.
///
/// # Errors
///
/// If `out` fails. A claim that fails is no error: the [`Summary`] counts it.
pub fn run<S: Subject>(out: &mut impl fmt::Write) -> Result<Summary, fmt::Error> {
    let claims: [Claim; 16] = [
        ("a_page_is_reached_when_its_setter_returns", tables::eager::<S>),
        ("a_page_is_reached_after_a_flush_in_its_section", tables::flushed::<S>),
        ("a_run_of_pages_is_reached_when_its_section_has_ended", tables::run_of_pages::<S>),
        ("a_removed_page_is_gone_when_its_invalidation_returns", tables::removed::<S>),
        ("a_protected_page_refuses_writes", tables::protected::<S>),
        ("a_replaced_page_leads_to_its_new_frame", tables::replaced::<S>),
        (
            "pages_that_are_replaced_deferred_lead_to_their_new_frames_after_the_section",
            tables::replaced_deferred::<S>,
        ),
        ("a_linked_table_is_walked_until_it_is_unlinked", tables::linked::<S>),
        ("settle_fault_retries_where_there_is_a_translation", faults::translation::<S>),
        ("settle_fault_refuses_what_no_retry_cures", faults::incurable::<S>),
        ("the_kernels_handler_retries_a_page_that_is_mapped_meanwhile", faults::meanwhile::<S>),
        ("a_store_outside_sections_executes_one_pair", instructions::eager::<S>),
        ("a_store_in_a_section_executes_no_barrier", instructions::deferred::<S>),
        ("the_end_of_a_section_executes_one_pair", instructions::section::<S>),
        ("an_invalidation_executes_its_sequence", instructions::invalidation::<S>),
        ("switch_out_executes_dsb_ish", instructions::switch_out::<S>),
    ];
    let mut ktap = Ktap::new(out, claims.len())?;
    for (name, claim) in claims {
        S::scratch().clear::<S::Regime>();
        match claim() {
            Ok(()) => ktap.passed(name, None)?,
            Err(Stop::Failed(failure)) => ktap.failed(name, &failure)?,
            Err(Stop::Skipped(why)) => ktap.skipped(name, why)?,
        }
    }
    S::scratch().clear::<S::Regime>();
    Ok(ktap.summary())
}

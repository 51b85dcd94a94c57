// SPDX-License-Identifier: MIT OR Apache-2.0
//! A suite that a port runs in its own kernel, beside [`lazy_mmu_core::conformance`]: real page
//! tables, faults, and the instructions that are executed.
//!
//! The port implements [`Subject`] and calls [`run`] in a task, outside any section. The output is
//! that of the other suite, KTAP: nothing is allocated, and it goes to any [`fmt::Write`].
//!
//! Which claims say something depends on the machine:
//!
//! | claims about | on hardware | in QEMU |
//! | --- | --- | --- |
//! | pages that are mapped | a store that is not settled may show | every store shows at once, so these claims hold without barriers too |
//! | pages that are removed, protected or replaced | a missing invalidation shows | the same |
//! | `settle_fault` | what the MMU answers, and what the kernel's handler does | the same |
//! | instructions | what is executed, if the subject [steps](Subject::step) through it | the same |
//!
//! What the kernel's own context switch executes is not among them: few kernels can step through
//! that. [`switch_out`](crate::switch_out) itself is, and that the switch calls it is for a look at
//! the code.
//!
//! The repository's `tests/kernels/arm64/src/bin/a_port_passes_the_arm64_suite.rs` is a subject to
//! copy.

mod faults;
mod instructions;
mod outcome;
mod subject;
mod tables;

use core::fmt;

use lazy_mmu_core::conformance::{Ktap, Summary};

use outcome::{Outcome, Stop};

pub use subject::{Link, Scratch, Subject};

/// Its name, and what tries it.
type Claim = (&'static str, fn() -> Outcome);

/// Tries every claim on `S` and prints what came of each, as KTAP. Once at a time in a program: the
/// list of the instructions that are [stepped](Subject::step) through is one for all.
///
/// # Errors
///
/// If `out` fails; a claim that fails is in the [`Summary`].
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

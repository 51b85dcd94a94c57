//! A model of the MMUs of several CPUs. It shows two things that no emulator shows: stores that
//! reach the walkers late, and translations that a TLB or a pipeline kept.
//!
//! The model does not pick one behaviour. For each address it holds *everything* that each CPU may
//! find there, by all that the Arm Architecture Reference Manual for A-profile leaves open. An
//! access is an error if that is more than the one intended outcome:
//!
//! * A store is *pending* on its CPU until that CPU's next DSB: a walker anywhere may see it or
//!   not. A walker that sees a store after a `dmb ishst` sees all stores of that CPU before the
//!   `dmb ishst`; otherwise walkers see pending stores in any order ([`memory`]).
//! * A walker may run at any time, and the TLBs keep whatever was valid: last entries, and the
//!   tables on the way to them. They lose an entry by a TLBI that a `dsb ish` has completed; an
//!   entry that was walked after the TLBI stays ([`translation`]). A local TLBI, and one for
//!   another ASID, leaves the rest where it is ([`invalidation`]).
//! * On CPUs with the erratum of CVE-2025-10263, writes through a translation may still be under
//!   way when its invalidation is complete. They have arrived when a second one is.
//! * A CPU may have decided for an access long before it executes it: for a fault, which no TLB
//!   holds, or for a translation. It drops that decision at its own ISB. A completed TLBI of
//!   another CPU also drops decisions for the translations that it removes.
//!
//! * A release store that tells another CPU comes after all earlier stores of its CPU
//!   ([`Step::Tell`](model::Step::Tell)). A CPU that finds an entry by an instruction knows that
//!   every walker sees it ([`Step::Find`](model::Step::Find)), and one that loads an address has
//!   decided nothing for it before ([`Step::Learn`](model::Step::Learn)).
//!
//! The steps come one after the other. So in a [`trace`] the order of the steps tells a CPU: a
//! trace has no loads of flags, and an ISB in it does not have to depend on one.
//! `tests/host/arm64/tests/litmus` adds such loads, data that is stored late, and hardware that
//! writes the dirty state: it has the model take every order that the CPUs of a litmus test may
//! take, and compares the answers with those of Arm's memory model. tests/litmus/README.md lists
//! the differences.
//!
//! [`trace`] records the steps of the code under test, by CPU, and asks the model about them; also
//! with one instruction left out.

pub mod invalidation;
pub mod memory;
pub mod model;
pub mod trace;
pub mod translation;

/// How many CPUs the model has.
pub const CPUS: usize = 3;

/// The number of a CPU.
pub type Cpu = usize;

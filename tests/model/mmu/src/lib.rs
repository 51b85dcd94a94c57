//! A model of the MMUs of several CPUs, for what no emulator shows: stores that reach the walkers
//! late, translations that a TLB or a pipeline kept.
//!
//! It does not pick one behaviour. It holds for each address *everything* that each CPU may find
//! there, by what the Arm Architecture Reference Manual for A-profile leaves open, and calls an
//! access an error when that is more than the one intended outcome:
//!
//! * A store is *pending* on its CPU until that CPU's next DSB: a walker anywhere may see it or
//!   not. What one CPU has stored before a `dmb ishst` is seen by whoever sees what it stored
//!   behind it; otherwise pending stores are seen in any order ([`memory`]).
//! * A walker may run at any time, and the TLBs keep whatever was valid: last entries, and the
//!   tables on the way to them. They lose it by a TLBI that a `dsb ish` has completed; what was
//!   walked after the TLBI stays ([`translation`]). A local TLBI, and one for another ASID, leaves
//!   the rest where it is ([`invalidation`]).
//! * On CPUs with the erratum of CVE-2025-10263, writes through a translation may be on their way
//!   when its invalidation is complete. They have arrived when a second one is.
//! * A CPU may have decided for an access long before it executes it: for a fault, which no TLB
//!   holds, or for a translation. It drops that at its own ISB. What another CPU's TLBI has
//!   removed, a completed one has removed here too.
//!
//! * A release store that tells another CPU comes behind all that its CPU has stored
//!   ([`Step::Tell`](model::Step::Tell)). A CPU that finds an entry by an instruction knows that
//!   every walker sees it ([`Step::Find`](model::Step::Find)), and one that loads an address has
//!   decided nothing for it before ([`Step::Learn`](model::Step::Learn)).
//!
//! Its steps come one after the other, so in a [`trace`] "CPU 1 was told" is the order of the
//! steps: a trace has no loads of flags, and an ISB in it does not have to depend on one.
//! `tests/host/arm64/tests/litmus` adds those, data that is stored late, and hardware that writes
//! the dirty state: it has the model take every order that the CPUs of a litmus test may, and
//! compares the answers with those of Arm's memory model. tests/litmus/README.md says where they
//! differ.
//!
//! [`trace`] records what the code under test does, by CPU, and asks the model about it; also with
//! one instruction left out.

pub mod invalidation;
pub mod memory;
pub mod model;
pub mod trace;
pub mod translation;

/// How many CPUs there are.
pub const CPUS: usize = 3;

/// One of them.
pub type Cpu = usize;

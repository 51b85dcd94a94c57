//! A model of the MMUs of several CPUs, for what no emulator shows: stores that reach the walkers late, translations that a TLB or a
//! pipeline kept.
//!
//! It does not pick one behaviour. It holds for each address *everything* that each CPU may find there, by what the Arm Architecture
//! Reference Manual for A-profile leaves open, and calls an access an error when that is more than the one intended outcome:
//!
//! * A store is *pending* on its CPU until that CPU's next DSB: a walker anywhere may see it or not. What one CPU has stored before a
//!   `dmb ishst` is seen by whoever sees what it stored behind it; otherwise pending stores are seen in any order ([`memory`]).
//! * A walker may run at any time, and the TLBs keep whatever was valid: last entries, and the tables on the way to them. They lose it by a
//!   TLBI that a `dsb ish` has completed; what was walked after the TLBI stays ([`translation`]). A local TLBI, and one for another ASID,
//!   leaves the rest where it is ([`invalidation`]).
//! * On CPUs with the erratum of CVE-2025-10263, writes through a translation may be on their way when its invalidation is complete. They
//!   have arrived when a second one is.
//! * A CPU may have decided for an access long before it executes it: for a fault, which no TLB holds, or for a translation. It drops that
//!   at its own ISB. What another CPU's TLBI has removed, a completed one has removed here too.
//!
//! It is stricter than the architecture in one way, and laxer in another, as it knows the stores to tables and no other access. CPUs come one
//! after the other, so "CPU 1 was told" is the order of the trace. It refuses a release store with an acquire load, which Arm's memory model
//! takes for a hand-over without a DSB; and it accepts an ISB that does not depend on the load that told, which the model of Arm does not
//! (`tests/litmus` asks that one).
//!
//! [`trace`] records what the code under test does, by CPU, and asks the model about it; also with one instruction left out.

pub mod invalidation;
pub mod memory;
pub mod model;
pub mod trace;
pub mod translation;

/// How many CPUs there are.
pub const CPUS: usize = 3;

/// One of them.
pub type Cpu = usize;

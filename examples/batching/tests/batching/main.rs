//! The batching architecture on a machine with a hash table: what accesses come to, and what it
//! costs.

mod conformance;
mod early_flush;
mod freeing;
mod handlers;
mod kernel;
mod machine;
mod preemption;
mod sections;

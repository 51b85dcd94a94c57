//! The batching architecture on a machine with a hash table: the results of accesses, and the
//! costs.

mod conformance;
mod early_flush;
mod freeing;
mod handlers;
mod kernel;
mod machine;
mod preemption;
mod sections;

//! [`Hardware`]: what a port writes.

/// What the addresses of one batch have in common: an invalidation names both.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Batch {
    /// The address space, by the number that the hardware knows it by (powerpc: VSID or context,
    /// sparc64: context).
    pub space: u32,
    /// The page size, as log2 of its bytes.
    pub page_shift: u8,
}

/// The hardware that holds translations.
pub trait Hardware: 'static {
    /// Takes the translations of these addresses out of every TLB, and out of the hash table if
    /// there is one: on every CPU, before it returns. Never called with no addresses.
    ///
    /// The entries have been changed by earlier stores of this CPU. Where those are not ordered
    /// before an invalidation by themselves this begins with the barrier that orders them. It waits
    /// for the other CPUs once, at the end: that is what a batch saves.
    ///
    /// It runs in hooks and in handlers: it does not use the mode, and so maps no memory.
    fn invalidate(batch: Batch, addresses: impl Iterator<Item = u64>);
}

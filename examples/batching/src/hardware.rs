//! [`Hardware`]: the function that a port writes.

/// The address space and page size of a batch: an invalidation names both.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Batch {
    /// The hardware's number of the address space (powerpc: VSID or context, sparc64: context).
    pub space: u32,
    /// The page size, as log2 of its bytes.
    pub page_shift: u8,
}

/// The hardware that holds translations.
pub trait Hardware: 'static {
    /// Takes the translations of these addresses out of every TLB, and out of the hash table if
    /// there is one: on every CPU, before it returns. Never called with no addresses.
    ///
    /// Earlier stores of this CPU have changed the entries. If the hardware does not order those
    /// before an invalidation, this must begin with a barrier that does. It should wait for the
    /// other CPUs once, at the end: a batch saves the other waits.
    ///
    /// It runs in hooks and in handlers. So it must not use the mode, and must not map memory.
    fn invalidate(batch: Batch, addresses: impl Iterator<Item = u64>);
}

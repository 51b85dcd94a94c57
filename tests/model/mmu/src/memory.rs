//! [`Memory`]: the page tables as walkers may see them, while stores are pending.

use std::collections::BTreeMap;

use super::{CPUS, Cpu};
use crate::translation::GARBAGE;

const PAGE: u64 = 4096;

/// How far a walker has seen the stores of each CPU: all stores before the CPU's barrier of this
/// number.
pub type Seen = [u32; CPUS];

/// A store that a walker may see.
#[derive(Clone, Copy, Debug)]
struct Store {
    cpu: Cpu,
    /// How many ordering barriers the CPU had executed before.
    epoch: u32,
    descriptor: u64,
}

/// The values that a location may hold: one that every walker sees at least, and the pending stores
/// over it, in their order.
type History = Vec<Store>;

/// The tables, and how far each CPU's stores have got.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// The entries that were stored one by one.
    entries: BTreeMap<u64, History>,
    /// The other entries of each page.
    pages: BTreeMap<u64, History>,
    epochs: [u32; CPUS],
}

impl Memory {
    /// Makes `page` all zeros, which every walker sees.
    pub fn zeroed(&mut self, page: u64) {
        self.reset(page, vec![Store { cpu: 0, epoch: 0, descriptor: 0 }]);
    }

    /// Fills `page` with data, or with whatever was there before.
    pub fn garbage(&mut self, page: u64) {
        self.reset(page, vec![Store { cpu: 0, epoch: 0, descriptor: GARBAGE }]);
    }

    /// Lets `cpu` write zeros over the garbage in `page`, before it makes the page a table.
    pub fn clear(&mut self, cpu: Cpu, page: u64) {
        self.garbage(page);
        let zero = self.by(cpu, 0);
        self.pages.entry(page).or_default().push(zero);
    }

    /// Lets `cpu` store an entry.
    pub fn store(&mut self, cpu: Cpu, entry: u64, descriptor: u64) {
        let store = self.by(cpu, descriptor);
        let before = self.history(entry).to_vec();
        self.entries.entry(entry).or_insert(before).push(store);
    }

    /// Orders the earlier stores of `cpu` before its later ones.
    pub fn order(&mut self, cpu: Cpu) {
        self.epochs[cpu] += 1;
    }

    /// Makes the stores of `cpu` visible to every walker.
    pub fn complete(&mut self, cpu: Cpu) {
        for history in self.entries.values_mut().chain(self.pages.values_mut()) {
            if let Some(last) = history.iter().rposition(|store| store.cpu == cpu) {
                history.drain(..last);
            }
        }
        self.order(cpu);
    }

    /// Lets `cpu` find the last store to `entry`. If that is another CPU's, every walker sees it
    /// from now on: the memory is multi-copy atomic.
    pub fn find(&mut self, cpu: Cpu, entry: u64) {
        if let Some(history) = self.entries.get_mut(&entry)
            && history.last().is_some_and(|store| store.cpu != cpu)
        {
            history.drain(..history.len() - 1);
        }
    }

    /// Returns the values that a walker which has seen `seen` may read from `entry`, each with what
    /// it has seen after that.
    pub fn read(&self, entry: u64, seen: Seen) -> impl Iterator<Item = (u64, Seen)> {
        let history = self.history(entry);
        let first = history.iter().rposition(|store| store.epoch < seen[store.cpu]).unwrap_or(0);
        history[first..].iter().map(move |store| {
            let mut seen = seen;
            seen[store.cpu] = seen[store.cpu].max(store.epoch);
            (store.descriptor, seen)
        })
    }

    /// Returns the last store to `entry`, which a program reads.
    pub fn latest(&self, entry: u64) -> u64 {
        self.history(entry).last().map_or(GARBAGE, |store| store.descriptor)
    }

    fn history(&self, entry: u64) -> &[Store] {
        self.entries
            .get(&entry)
            .or_else(|| self.pages.get(&(entry & !(PAGE - 1))))
            .map_or(&[], |history| history)
    }

    fn by(&self, cpu: Cpu, descriptor: u64) -> Store {
        Store { cpu, epoch: self.epochs[cpu], descriptor }
    }

    fn reset(&mut self, page: u64, history: History) {
        self.entries.retain(|entry, _| entry & !(PAGE - 1) != page);
        self.pages.insert(page, history);
    }
}
